package org.bandsaw.telemetry;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.bandsaw.data.Figure;

/**
 * What happened between two snapshots. Immutable.
 *
 * @param took the time between them
 * @param values one for each {@link Metric}, in their order
 */
public record Comparison(Duration took, List<Figure> values) {

  public Comparison {
    values = List.copyOf(values);
    if (values.size() != Metric.values().length) {
      throw new IllegalArgumentException(
          values.size()
              + " values cannot be one for each of "
              + Metric.values().length
              + " metrics; give one for each");
    }
  }

  static Comparison of(Snapshot before, Snapshot after) {
    if (!before.isComparableWith(after)) {
      throw new IllegalArgumentException(
          "the snapshots were taken by two sessions, which watch different threads; compare two of"
              + " one session");
    }
    if (after.nanos() < before.nanos()) {
      throw new IllegalArgumentException(
          "the first snapshot ("
              + before.takenAt()
              + ") is younger than the second ("
              + after.takenAt()
              + "); give the older one first");
    }
    Figure[] values = new Figure[Metric.values().length];
    for (Metric metric : Metric.values()) {
      values[metric.index()] = value(metric, before, after);
    }
    return new Comparison(Duration.ofNanos(after.nanos() - before.nanos()), List.of(values));
  }

  private static Figure value(Metric metric, Snapshot before, Snapshot after) {
    Figure now = after.valueSince(metric, before);
    if (metric.isRate() || !now.isKnown()) {
      return now;
    }
    Figure then = before.raw(metric);
    return then.isKnown() ? Figure.known(now.value() - then.value()) : then;
  }

  /** A rate between the two; of a state, by how much it rose, below 0 when it fell. */
  public Figure value(Metric metric) {
    return values.get(metric.index());
  }

  /** One line for each metric that is known. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "%.3f s", took.toNanos() / 1e9));
    for (Metric metric : Metric.values()) {
      if (value(metric).isKnown()) {
        text.append(
            String.format(
                Locale.ROOT,
                "%n%-24s %s %s",
                metric.label() + (metric.isRate() ? "" : " (change)"),
                value(metric),
                metric.unit()));
      }
    }
    return text.toString();
  }
}
