package org.bandsaw.source;

import java.time.Duration;

/**
 * When to stop reading: at whichever comes first.
 *
 * @param maxRows at least 1
 * @param maxBytes about how many bytes the rows may take; at least one row is given all the same
 * @param maxWait a source that would block gives up after so long, with no rows
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

  /** So many rows, whatever they take, waiting a second at most. */
  public static ReadLimit ofRows(int maxRows) {
    return new ReadLimit(maxRows, Long.MAX_VALUE, Duration.ofSeconds(1));
  }
}
