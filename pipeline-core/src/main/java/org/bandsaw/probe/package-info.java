/**
 * Readings of the machine: time, memory, processor, energy.
 *
 * <p>Start at {@link org.bandsaw.probe.ResourceProbe}. Each probe is an interface with a standard
 * implementation, so that tests can replace it and never sleep. The implementations of {@link
 * org.bandsaw.probe.EnergySource} are in the module {@code pipeline-telemetry}.
 */
@NullMarked
package org.bandsaw.probe;

import org.jspecify.annotations.NullMarked;
