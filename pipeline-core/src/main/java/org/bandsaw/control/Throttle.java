package org.bandsaw.control;

import java.time.Duration;
import java.util.Objects;

/**
 * How a producer is slowed.
 *
 * @param rows how many rows the next read may ask for, at least 1
 * @param pause how long to wait before it
 * @param since when {@code rows} last changed, as time since the run began
 */
public record Throttle(int rows, Duration pause, Duration since) {

  public Throttle {
    Objects.requireNonNull(pause, "pause");
    Objects.requireNonNull(since, "since");
    if (rows < 1 || pause.isNegative()) {
      throw new IllegalArgumentException(
          "a read asks for at least 1 row after a pause of at least 0, not "
              + rows
              + " rows, "
              + pause);
    }
  }
}
