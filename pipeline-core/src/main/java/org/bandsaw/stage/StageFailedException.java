package org.bandsaw.stage;

import java.util.Locale;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.Chunk;

/** A stage threw, or broke its contract; the cause goes along. */
public final class StageFailedException extends BandsawException {

  private static final long serialVersionUID = 1L;

  private final String stage;
  private final long firstRow;
  private final long lastRow;

  /**
   * @param stage its name
   * @param number the chunk's number as read, from 1; 0 outside a run
   * @param chunk the rows it was given
   * @param problem what happened
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

  /** The stage's name. */
  public String stage() {
    return stage;
  }

  /** The first source row of the chunk. */
  public long firstRow() {
    return firstRow;
  }

  /** The last source row of the chunk. */
  public long lastRow() {
    return lastRow;
  }
}
