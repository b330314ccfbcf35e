/**
 * What a run costs, measured: the host, the process and its energy; and what passes a run on to
 * meters, to the flight recorder and to a log.
 *
 * <p>Start at {@link org.bandsaw.telemetry.Telemetry} for runs, at {@link
 * org.bandsaw.telemetry.TelemetrySession} for other code, and at {@link
 * org.bandsaw.telemetry.EnergySources} for energy. Only {@link org.bandsaw.telemetry.BandsawMeters}
 * needs Micrometer.
 */
@NullMarked
package org.bandsaw.telemetry;

import org.jspecify.annotations.NullMarked;
