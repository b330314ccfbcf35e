package org.bandsaw.control;

import java.time.Duration;
import java.util.OptionalDouble;

/** The published rule of throughput. */
record Throughput() implements Backpressure {

  private static final int FEWEST = 50;
  private static final int MOST = 50_000;
  private static final double SLOW = 100;
  private static final double FAST = 1_000;
  private static final Duration REST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofSeconds(1);

  static Duration atMostASecond(Duration worked) {
    return worked.compareTo(LONGEST) < 0 ? worked : LONGEST;
  }

  @Override
  public String name() {
    return "throughput";
  }

  @Override
  public Throttle first() {
    return new Throttle(MOST, Duration.ZERO, Duration.ZERO);
  }

  @Override
  public Throttle next(Throttle before, Load load) {
    OptionalDouble measured = load.rowsPerSecond();
    if (measured.isEmpty()) {
      return before;
    }
    double rate = measured.getAsDouble();
    Duration pause = rate < SLOW ? atMostASecond(load.worked()) : Duration.ZERO;
    int rows = before.rows();
    if (load.at().minus(before.since()).compareTo(REST) >= 0) {
      if (rate < SLOW) {
        rows = Math.max(FEWEST, rows / 2);
      } else if (rate > FAST) {
        rows = (int) Math.min(MOST, rows * 1.5);
      }
    }
    Duration since = rows == before.rows() ? before.since() : load.at();
    return new Throttle(rows, pause, since);
  }
}
