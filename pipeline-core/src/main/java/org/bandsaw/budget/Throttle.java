package org.bandsaw.budget;

import java.time.Duration;
import java.util.Objects;

/**
 * How a producer is slowed.
 *
 * @param maxRows how many rows the next read may ask for, at least 1
 * @param pause how long to wait before it
 * @param changedAt when {@code rows} last changed, as time since the run began
 */
public record Throttle(int maxRows, Duration pause, Duration changedAt) {

  public Throttle {
    Objects.requireNonNull(pause, "pause");
    Objects.requireNonNull(changedAt, "since");
    if (maxRows < 1 || pause.isNegative()) {
      throw new IllegalArgumentException(
          "a read asks for at least 1 row after a pause of at least 0, not "
              + maxRows
              + " rows, "
              + pause);
    }
  }
}
