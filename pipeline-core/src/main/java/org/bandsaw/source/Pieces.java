package org.bandsaw.source;

import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;
import org.jspecify.annotations.Nullable;

/** Gives out the rows of larger chunks, numbered one after another, in pieces of a stated size. */
final class Pieces {

  private final Schema schema;
  private @Nullable Chunk whole;
  private int taken;
  private long firstRow;
  private long textBytes;

  Pieces(Schema schema) {
    this.schema = schema;
  }

  /** Whether all rows were given out. */
  boolean isEmpty() {
    return whole == null;
  }

  /** The source row of the next row. */
  long nextRow() {
    return firstRow;
  }

  /** Takes more rows; {@link #isEmpty} held before. */
  void add(Chunk rows) {
    whole = rows.rowCount() == 0 ? null : rows;
    textBytes = rows.textBytes();
    taken = 0;
  }

  /** The next rows; not {@link #isEmpty}. */
  Chunk next(ReadLimit limit) {
    Chunk all = whole;
    if (all == null) {
      throw new IllegalStateException("there are no rows left to give out");
    }
    int count = all.rowCount();
    long bytesPerRow = Math.max(1, all.retainedBytes() / count);
    long fitting = Math.max(1, limit.maxBytes() / bytesPerRow);
    int n = (int) Math.min(Math.min(limit.maxRows(), fitting), count - taken);
    Chunk piece = n == count ? all : all.slice(taken, taken + n);
    Chunk given = Chunk.of(firstRow, schema, n, piece.vectors());
    firstRow += n;
    taken += n;
    if (taken == count) {
      whole = null;
    }
    return given;
  }

  /** Texts count as long as pieces may be in use whose codes stand for them. */
  long retainedBytes() {
    Chunk all = whole;
    return textBytes + (all == null ? 0 : all.retainedBytes());
  }
}
