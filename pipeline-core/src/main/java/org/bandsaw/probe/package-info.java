/**
 * What the machine says: time, memory, processor.
 *
 * <p>Start at {@link org.bandsaw.probe.ResourceProbe}. Everything is an interface with one standard
 * implementation, so that tests pass in their own and nothing sleeps.
 */
@NullMarked
package org.bandsaw.probe;

import org.jspecify.annotations.NullMarked;
