/**
 * What listeners are told: events that carry plain values only. And what measures a run: telemetry
 * watches it and answers a report, of plain values too.
 *
 * <p>Start at {@link org.bandsaw.observe.RunListener}, or at {@link
 * org.bandsaw.observe.RunTelemetry}, whose implementations are not known here. {@link
 * org.bandsaw.observe.DecisionLog} is a listener that writes the story of a run into a file.
 */
@NullMarked
package org.bandsaw.observe;

import org.jspecify.annotations.NullMarked;
