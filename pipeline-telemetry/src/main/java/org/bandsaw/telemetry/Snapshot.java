package org.bandsaw.telemetry;

import java.time.Instant;
import org.bandsaw.data.Figure;

/** The metrics of the machine and the process at one moment. Immutable. */
public final class Snapshot {

  /** The shortest time for a rate: processor time is counted in steps of 10 ms. */
  static final double MIN_SECONDS = 0.25;

  private static final Figure SINGLE_SNAPSHOT =
      Figure.unknown("a rate needs two snapshots; compare them");
  private static final Figure TOO_SHORT = Figure.unknown("a rate needs 0.25 s or more");
  private static final Figure COUNTER_RESET = Figure.unknown("its counter was reset");
  private static final Figure SAME_HOST_READING =
      Figure.unknown("the host, read at most once a second, was not read in between");

  private final Object origin;
  private final Instant takenAt;
  private final long nanos;
  private final Figure[] raw;
  private final double[] seconds;

  /**
   * Creates a snapshot.
   *
   * @param origin the reader; only snapshots of the same reader can be compared
   * @param raw the gauge, or the counter of the rate, of each metric
   * @param seconds the time at which each metric was read, from an arbitrary origin
   */
  Snapshot(Object origin, Instant takenAt, long nanos, Figure[] raw, double[] seconds) {
    this.origin = origin;
    this.takenAt = takenAt;
    this.nanos = nanos;
    this.raw = raw.clone();
    this.seconds = seconds.clone();
  }

  /** Returns the time at which the snapshot was taken. */
  public Instant takenAt() {
    return takenAt;
  }

  /** Returns a gauge. A rate is unknown, since it needs two snapshots. */
  public Figure value(Metric metric) {
    Figure figure = raw[metric.index()];
    return metric.isRate() && figure.isKnown() ? SINGLE_SNAPSHOT : figure;
  }

  long nanos() {
    return nanos;
  }

  /** Returns whether both were taken by the same reader. */
  boolean isComparableWith(Snapshot other) {
    return origin == other.origin;
  }

  /** Returns a gauge, or the counter of a rate. */
  Figure raw(Metric metric) {
    return raw[metric.index()];
  }

  /** Returns the increase of a counter since an earlier snapshot, negative if it was reset. */
  double increase(Metric metric, Snapshot before) {
    return raw(metric).value() - before.raw(metric).value();
  }

  /** Returns the time over which a rate of this metric is taken. */
  double seconds(Metric metric, Snapshot before) {
    return seconds[metric.index()] - before.seconds[metric.index()];
  }

  /** Returns a gauge of this snapshot, or a rate since an earlier snapshot. */
  Figure valueSince(Metric metric, Snapshot before) {
    if (!metric.isRate() || !raw(metric).isKnown()) {
      return raw(metric);
    }
    if (!before.raw(metric).isKnown()) {
      return before.raw(metric);
    }
    double elapsed = seconds(metric, before);
    if (elapsed == 0 && nanos > before.nanos) {
      return SAME_HOST_READING;
    }
    if (elapsed < MIN_SECONDS) {
      return TOO_SHORT;
    }
    double increase = increase(metric, before);
    return increase < 0 ? COUNTER_RESET : Figure.known(increase / elapsed);
  }
}
