package org.bandsaw.source;

import java.time.Duration;

/**
 * Limits of one read, which ends when the first of them is reached.
 *
 * @param maxRows maximum number of rows, at least 1
 * @param maxBytes approximate maximum size of the rows in bytes, at least 1; one row is returned
 *     even if it is larger
 * @param maxWait maximum time to wait for the first row, after which no rows are returned; not
 *     negative
 */
public record ReadLimit(int maxRows, long maxBytes, Duration maxWait) {

  public ReadLimit {
    if (maxRows < 1) {
      throw new IllegalArgumentException("maxRows must be at least 1, not " + maxRows);
    }
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes must be at least 1, not " + maxBytes);
    }
    if (maxWait.isNegative()) {
      throw new IllegalArgumentException("maxWait must not be negative: " + maxWait);
    }
  }

  /** A limit on the number of rows, without a limit on bytes, and with a wait of one second. */
  public static ReadLimit ofRows(int maxRows) {
    return new ReadLimit(maxRows, Long.MAX_VALUE, Duration.ofSeconds(1));
  }
}
