/**
 * Events and telemetry of a run, as plain values.
 *
 * <p>Start at {@link org.bandsaw.observe.RunListener}, which receives events. {@link
 * org.bandsaw.observe.DecisionLog} is a listener that writes the decisions of a run to a file.
 * {@link org.bandsaw.observe.RunTelemetry} measures a run; its implementations are in other
 * modules.
 */
@NullMarked
package org.bandsaw.observe;

import org.jspecify.annotations.NullMarked;
