package org.bandsaw.stage;

import org.bandsaw.data.Chunk;

/** What a chain of stages made of a chunk. Immutable. */
public final class ChainResult {

  private final Chunk rows;
  private final long[] droppedRows;

  /**
   * @param rows the rows after the last stage
   * @param droppedRows the rows that each stage filtered out; not copied
   */
  public ChainResult(Chunk rows, long[] droppedRows) {
    this.rows = rows;
    this.droppedRows = droppedRows;
  }

  /** Returns the rows after the last stage. */
  public Chunk rows() {
    return rows;
  }

  /** Returns how many rows each stage filtered out; do not write to it. */
  public long[] droppedRows() {
    return droppedRows;
  }
}
