package org.bandsaw.stage;

import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.RejectedRow;

/** What a chain of stages made of a chunk. Immutable. */
public final class ChainResult {

  private final Chunk rows;
  private final long[] droppedRows;
  private final List<RejectedRow> rejectedRows;

  /**
   * @param rows the rows after the last stage
   * @param droppedRows the rows that each stage filtered out; not copied
   * @param rejectedRows the rows that stages refused, in the order of the stages
   */
  public ChainResult(Chunk rows, long[] droppedRows, List<RejectedRow> rejectedRows) {
    this.rows = rows;
    this.droppedRows = droppedRows;
    this.rejectedRows = List.copyOf(rejectedRows);
  }

  /** Returns the rows after the last stage. */
  public Chunk rows() {
    return rows;
  }

  /** Returns how many rows each stage filtered out, without rejected ones; do not write to it. */
  public long[] droppedRows() {
    return droppedRows;
  }

  /** Returns the rows that stages refused, in the order of the stages. */
  public List<RejectedRow> rejectedRows() {
    return rejectedRows;
  }
}
