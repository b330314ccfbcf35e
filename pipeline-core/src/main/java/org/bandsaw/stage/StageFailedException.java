package org.bandsaw.stage;

import org.bandsaw.data.BandsawException;

/** A stage threw, or broke its contract; the cause goes along. */
public final class StageFailedException extends BandsawException {

  private static final long serialVersionUID = 1L;

  private final String stage;
  private final long firstRow;
  private final long lastRow;

  /**
   * @param stage its name
   * @param chunk the chunk's number as read, from 1; 0 outside a run
   * @param firstRow the first source row of the chunk
   * @param lastRow the last one
   * @param problem what happened
   */
  public StageFailedException(
      String stage, long chunk, long firstRow, long lastRow, String problem, Throwable cause) {
    super(
        String.format(
            "stage '%s' failed on %s(rows %d-%d): %s",
            stage, chunk > 0 ? "chunk " + chunk + " " : "", firstRow, lastRow, problem),
        cause);
    this.stage = stage;
    this.firstRow = firstRow;
    this.lastRow = lastRow;
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
