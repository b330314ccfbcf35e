/**
 * What the machine says: time, memory, processor, energy.
 *
 * <p>Start at {@link org.bandsaw.probe.ResourceProbe}. Everything is an interface with one standard
 * implementation, so that tests pass in their own and nothing sleeps; for {@link
 * org.bandsaw.probe.EnergySource} those stand in a module of their own.
 */
@NullMarked
package org.bandsaw.probe;

import org.jspecify.annotations.NullMarked;
