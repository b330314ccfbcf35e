/**
 * What listeners are told: events that carry plain values only, so that this room needs no other.
 *
 * <p>Start at {@link org.bandsaw.observe.RunListener}. {@link org.bandsaw.observe.DecisionLog} is
 * one that writes the story of a run into a file.
 */
@NullMarked
package org.bandsaw.observe;

import org.jspecify.annotations.NullMarked;
