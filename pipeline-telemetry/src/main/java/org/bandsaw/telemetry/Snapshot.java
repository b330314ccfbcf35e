package org.bandsaw.telemetry;

import java.time.Instant;
import org.bandsaw.data.Figure;

/** What was known of the machine and the process at one moment. Immutable. */
public final class Snapshot {

  /** A shorter time says nothing of a rate: processor time is counted in steps of 10 ms. */
  static final double MIN_SECONDS = 0.25;

  private static final Figure SINGLE_SNAPSHOT =
      Figure.unknown("a rate needs two snapshots; compare them");
  private static final Figure TOO_SHORT = Figure.unknown("less than 0.25 s, too little for a rate");
  private static final Figure COUNTER_RESET = Figure.unknown("its counter began anew");
  private static final Figure SAME_HOST_READING =
      Figure.unknown("the host, asked at most once a second, was not asked in between");

  private final Object origin;
  private final Instant takenAt;
  private final long nanos;
  private final Figure[] raw;
  private final double[] seconds;

  /**
   * What was seen.
   *
   * @param origin who looked; only what one looker saw can be compared
   * @param raw a state, or what a rate counts, for each metric
   * @param seconds when the metric was read, since an arbitrary moment
   */
  Snapshot(Object origin, Instant at, long nanos, Figure[] raw, double[] seconds) {
    this.origin = origin;
    this.takenAt = at;
    this.nanos = nanos;
    this.raw = raw.clone();
    this.seconds = seconds.clone();
  }

  /** When it was taken. */
  public Instant takenAt() {
    return takenAt;
  }

  /** A state, or why it is not known; rates need two snapshots and are unknown here. */
  public Figure value(Metric metric) {
    Figure figure = raw[metric.index()];
    return metric.isRate() && figure.isKnown() ? SINGLE_SNAPSHOT : figure;
  }

  long nanos() {
    return nanos;
  }

  /** Whether both were taken by the same looker. */
  boolean isComparableWith(Snapshot other) {
    return origin == other.origin;
  }

  /** A state, or what a rate counts. */
  Figure raw(Metric metric) {
    return raw[metric.index()];
  }

  /** What a rate counted from another snapshot on, below 0 when it began anew. */
  double increase(Metric metric, Snapshot before) {
    return raw(metric).value() - before.raw(metric).value();
  }

  /** The time that a rate of this metric is over. */
  double seconds(Metric metric, Snapshot before) {
    return seconds[metric.index()] - before.seconds[metric.index()];
  }

  /** A state as it is here; a rate since another snapshot. */
  Figure valueSince(Metric metric, Snapshot before) {
    if (!metric.isRate() || !raw(metric).isKnown()) {
      return raw(metric);
    }
    if (!before.raw(metric).isKnown()) {
      return before.raw(metric);
    }
    double passed = seconds(metric, before);
    if (passed == 0 && nanos > before.nanos) {
      return SAME_HOST_READING;
    }
    if (passed < MIN_SECONDS) {
      return TOO_SHORT;
    }
    double counted = increase(metric, before);
    return counted < 0 ? COUNTER_RESET : Figure.known(counted / passed);
  }
}
