package org.bandsaw.telemetry;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.bandsaw.data.Figure;

/**
 * The difference between two snapshots. Immutable.
 *
 * @param took the time between the snapshots
 * @param values one value per {@link Metric}, in declaration order
 */
public record Comparison(Duration took, List<Figure> values) {

  public Comparison {
    values = List.copyOf(values);
    if (values.size() != Metric.values().length) {
      throw new IllegalArgumentException(
          values.size()
              + " values for "
              + Metric.values().length
              + " metrics; pass one value per metric");
    }
  }

  static Comparison of(Snapshot before, Snapshot after) {
    if (!before.isComparableWith(after)) {
      throw new IllegalArgumentException(
          "the snapshots are from two sessions, which measure different threads; compare snapshots"
              + " of one session");
    }
    if (after.nanos() < before.nanos()) {
      throw new IllegalArgumentException(
          "the first snapshot ("
              + before.takenAt()
              + ") is later than the second ("
              + after.takenAt()
              + "); pass the earlier one first");
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

  /**
   * Returns a rate over the time between the snapshots, or the change of a gauge, which is negative
   * if the gauge fell.
   */
  public Figure value(Metric metric) {
    return values.get(metric.index());
  }

  /** Returns one line per known metric. */
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
