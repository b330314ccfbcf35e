/**
 * What listeners are told: events that carry plain values only, so that this room needs no other.
 *
 * <p>Start at {@link org.bandsaw.observe.RunListener}.
 */
@NullMarked
package org.bandsaw.observe;

import org.jspecify.annotations.NullMarked;
