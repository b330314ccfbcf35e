package org.bandsaw.control;

import java.util.Objects;

/**
 * What earlier decisions left behind.
 *
 * @param nextRows how many rows the next chunk should have
 * @param retries how often the present chunk was tried again
 * @param bytes what a row allocates
 * @param time what a row takes, in nanoseconds; unknown as long as nobody asks for a latency
 * @param held what is held while a chunk is worked on, and how it follows the number of rows
 */
public record ControllerState(int nextRows, int retries, RowCost bytes, RowCost time, Held held) {

  /**
   * Bytes held before an attempt, of which some belong to its rows, as in the buffers of a reader.
   *
   * @param perRow bytes that came or went with each row when sizes last changed
   * @param rows rows of the last chunk; 0 before the first
   * @param bytes bytes held before it
   */
  public record Held(double perRow, int rows, long bytes) {

    private static final double ANOTHER_SIZE = 1.2;

    /** With one more chunk; another size shows what belongs to rows. */
    Held and(int rowsNow, long bytesNow) {
      boolean changed =
          rows > 0 && (rowsNow > rows * ANOTHER_SIZE || rowsNow * ANOTHER_SIZE < rows);
      double slope = changed ? Math.max(0, (double) (bytesNow - bytes) / (rowsNow - rows)) : perRow;
      return new Held(slope, rowsNow, bytesNow);
    }
  }

  public ControllerState {
    Objects.requireNonNull(bytes, "bytes");
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(held, "held");
  }

  /** A state that knows nothing about costs. */
  public ControllerState(int nextRows, int retries) {
    this(nextRows, retries, RowCost.unknown(), RowCost.unknown(), new Held(0, 0, 0));
  }
}
