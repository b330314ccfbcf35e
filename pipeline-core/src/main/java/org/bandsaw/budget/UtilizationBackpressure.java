package org.bandsaw.budget;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;

/** The published rule of {@code usage / limit}; see {@link Backpressure}. */
record UtilizationBackpressure(
    String name, Kind kind, Function<LoadReading, OptionalDouble> utilization)
    implements Backpressure {

  private static final int MIN_ROWS = 100;
  private static final int MAX_ROWS = 10_000;
  private static final double UPPER_THRESHOLD = 0.9;
  private static final double LOWER_THRESHOLD = 0.5;

  /** Whether a pause reduces the utilization. */
  enum Kind {
    /** It decreases with time. */
    RATE,
    /** It does not depend on time. */
    LEVEL
  }

  UtilizationBackpressure {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(utilization, "utilization");
  }

  @Override
  public Throttle initial() {
    return new Throttle(MAX_ROWS, Duration.ZERO, Duration.ZERO);
  }

  @Override
  public Throttle next(Throttle before, LoadReading load) {
    OptionalDouble measured = utilization.apply(load);
    if (measured.isEmpty()) {
      return before;
    }
    double used = measured.getAsDouble();
    int rows = before.maxRows();
    if (used > UPPER_THRESHOLD) {
      rows = Math.max(MIN_ROWS, (int) (rows * 0.8));
    } else if (used < LOWER_THRESHOLD) {
      rows = (int) Math.min(MAX_ROWS, rows * 1.2);
    }
    Duration changedAt = rows == before.maxRows() ? before.changedAt() : load.elapsed();
    return new Throttle(rows, pause(used, load.busyTime()), changedAt);
  }

  private Duration pause(double used, Duration busyTime) {
    if (used <= UPPER_THRESHOLD) {
      return Duration.ZERO;
    }
    return kind == Kind.RATE
        ? Duration.ofNanos(Math.round((double) busyTime.toNanos() * (used / UPPER_THRESHOLD - 1)))
        : ThroughputBackpressure.cappedPause(busyTime);
  }
}
