package org.bandsaw.budget;

import java.time.Duration;
import java.util.Objects;

/**
 * The bounds of the next read.
 *
 * @param maxRows the maximum number of rows, at least 1
 * @param pause how long to wait before the read, at least 0
 * @param changedAt when {@code maxRows} last changed, as time since the start of the run
 */
public record Throttle(int maxRows, Duration pause, Duration changedAt) {

  public Throttle {
    Objects.requireNonNull(pause, "pause");
    Objects.requireNonNull(changedAt, "changedAt");
    if (maxRows < 1 || pause.isNegative()) {
      throw new IllegalArgumentException(
          "a throttle needs maxRows of at least 1 and a pause of at least 0, not "
              + maxRows
              + " rows, "
              + pause);
    }
  }
}
