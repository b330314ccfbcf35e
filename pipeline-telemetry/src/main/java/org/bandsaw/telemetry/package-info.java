/**
 * Measurement of runs: the host, the process and its energy; adapters to Micrometer meters, the JDK
 * Flight Recorder and SLF4J.
 *
 * <p>Start at {@link org.bandsaw.telemetry.Telemetry} for runs, at {@link
 * org.bandsaw.telemetry.TelemetrySession} for other code, and at {@link
 * org.bandsaw.telemetry.EnergySources} for energy. Only {@link org.bandsaw.telemetry.BandsawMeters}
 * needs Micrometer.
 */
@NullMarked
package org.bandsaw.telemetry;

import org.jspecify.annotations.NullMarked;
