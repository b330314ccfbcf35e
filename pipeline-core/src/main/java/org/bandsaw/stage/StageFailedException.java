package org.bandsaw.stage;

import java.util.Locale;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.Chunk;

/** Thrown if a stage fails or violates its contract. The original exception is the cause. */
public final class StageFailedException extends BandsawException {

  private static final long serialVersionUID = 1L;

  private final String stage;
  private final long firstRow;
  private final long lastRow;

  /**
   * Creates an exception.
   *
   * @param stage the stage's name
   * @param number the chunk's number in the order of reading, from 1; 0 outside a run
   * @param chunk the input of the stage
   * @param problem the message
   */
  StageFailedException(String stage, long number, Chunk chunk, String problem, Throwable cause) {
    super(problem, cause);
    addContext(place(stage, number, chunk));
    this.stage = stage;
    this.firstRow = first(chunk);
    this.lastRow = last(chunk);
  }

  static String place(String stage, long number, Chunk chunk) {
    return String.format(
        Locale.ROOT,
        "stage '%s' failed on %s(rows %d-%d)",
        stage,
        number > 0 ? "chunk " + number + " " : "",
        first(chunk),
        last(chunk));
  }

  private static long first(Chunk chunk) {
    return chunk.rowCount() == 0 ? chunk.firstSourceRow() : chunk.sourceRow(0);
  }

  private static long last(Chunk chunk) {
    return chunk.rowCount() == 0 ? first(chunk) : chunk.sourceRow(chunk.rowCount() - 1);
  }

  /** Returns the stage's name. */
  public String stage() {
    return stage;
  }

  /** Returns the first source row of the chunk. */
  public long firstRow() {
    return firstRow;
  }

  /** Returns the last source row of the chunk. */
  public long lastRow() {
    return lastRow;
  }
}
