package org.bandsaw.control;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;

/** The published rule of shares. */
record ShareOfLimit(String name, Kind kind, Function<Load, OptionalDouble> share)
    implements Backpressure {

  private static final int FEWEST = 100;
  private static final int MOST = 10_000;
  private static final double TIGHT = 0.9;
  private static final double CALM = 0.5;

  /** What a pause does to the share. */
  enum Kind {
    /** It falls as time passes. */
    RATE,
    /** It does not. */
    LEVEL
  }

  ShareOfLimit {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(share, "share");
  }

  @Override
  public Throttle first() {
    return new Throttle(MOST, Duration.ZERO, Duration.ZERO);
  }

  @Override
  public Throttle next(Throttle before, Load load) {
    OptionalDouble measured = share.apply(load);
    if (measured.isEmpty()) {
      return before;
    }
    double used = measured.getAsDouble();
    int rows = before.rows();
    if (used > TIGHT) {
      rows = Math.max(FEWEST, (int) (rows * 0.8));
    } else if (used < CALM) {
      rows = (int) Math.min(MOST, rows * 1.2);
    }
    Duration since = rows == before.rows() ? before.since() : load.at();
    return new Throttle(rows, pause(used, load.worked()), since);
  }

  private Duration pause(double used, Duration worked) {
    if (used <= TIGHT) {
      return Duration.ZERO;
    }
    return kind == Kind.RATE
        ? Duration.ofNanos(Math.round((double) worked.toNanos() * (used / TIGHT - 1)))
        : Throughput.atMostASecond(worked);
  }
}
