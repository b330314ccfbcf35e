package org.bandsaw.budget;

import java.time.Duration;
import java.util.OptionalDouble;

/** The published rule of throughput; see {@link Backpressure#throughput}. */
record ThroughputBackpressure() implements Backpressure {

  private static final int MIN_ROWS = 50;
  private static final int MAX_ROWS = 50_000;
  private static final double SLOW_ROWS_PER_SECOND = 100;
  private static final double FAST_ROWS_PER_SECOND = 1_000;
  private static final Duration MIN_CHANGE_INTERVAL = Duration.ofSeconds(5);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(1);

  static Duration cappedPause(Duration busyTime) {
    return busyTime.compareTo(MAX_PAUSE) < 0 ? busyTime : MAX_PAUSE;
  }

  @Override
  public String name() {
    return "throughput";
  }

  @Override
  public Throttle initial() {
    return new Throttle(MAX_ROWS, Duration.ZERO, Duration.ZERO);
  }

  @Override
  public Throttle next(Throttle before, LoadReading load) {
    OptionalDouble measured = load.rowsPerSecond();
    if (measured.isEmpty()) {
      return before;
    }
    double rate = measured.getAsDouble();
    Duration pause = rate < SLOW_ROWS_PER_SECOND ? cappedPause(load.busyTime()) : Duration.ZERO;
    int rows = before.maxRows();
    if (load.elapsed().minus(before.changedAt()).compareTo(MIN_CHANGE_INTERVAL) >= 0) {
      if (rate < SLOW_ROWS_PER_SECOND) {
        rows = Math.max(MIN_ROWS, rows / 2);
      } else if (rate > FAST_ROWS_PER_SECOND) {
        rows = (int) Math.min(MAX_ROWS, rows * 1.5);
      }
    }
    Duration changedAt = rows == before.maxRows() ? before.changedAt() : load.elapsed();
    return new Throttle(rows, pause, changedAt);
  }
}
