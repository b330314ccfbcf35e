package org.bandsaw.telemetry;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.bandsaw.data.Figure;

/**
 * One look at the host.
 *
 * @param nanos when, since an arbitrary moment
 * @param processorSeconds the time that one processor had since an arbitrary moment, as the system
 *     counts it: what {@link Metric#CPU_SYSTEM} is a share of
 * @param values states, and what rates count, in base units; for {@link Metric#CPU_SYSTEM} the
 *     seconds in which a processor was busy on average
 */
record HostReading(long nanos, double processorSeconds, Map<Metric, Figure> values) {

  private static final Figure NOT_REPORTED = Figure.unknown("the host does not say");

  HostReading {
    values = Collections.unmodifiableMap(new EnumMap<>(values));
  }

  Figure value(Metric metric) {
    return Objects.requireNonNullElse(values.get(metric), NOT_REPORTED);
  }
}
