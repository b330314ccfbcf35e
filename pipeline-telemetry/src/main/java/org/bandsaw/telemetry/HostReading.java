package org.bandsaw.telemetry;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.bandsaw.data.Figure;

/**
 * A reading of the host.
 *
 * @param nanos the time of the reading, from an arbitrary origin
 * @param processorSeconds the elapsed time of one processor as counted by the system, from an
 *     arbitrary origin; the denominator of {@link Metric#CPU_SYSTEM}
 * @param values gauges and the counters of rates, in base units; for {@link Metric#CPU_SYSTEM} the
 *     average busy seconds of a processor
 */
record HostReading(long nanos, double processorSeconds, Map<Metric, Figure> values) {

  private static final Figure NOT_REPORTED = Figure.unknown("not reported by the host");

  HostReading {
    values = Collections.unmodifiableMap(new EnumMap<>(values));
  }

  Figure value(Metric metric) {
    return Objects.requireNonNullElse(values.get(metric), NOT_REPORTED);
  }
}
