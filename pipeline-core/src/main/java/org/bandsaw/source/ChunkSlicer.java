package org.bandsaw.source;

import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;
import org.jspecify.annotations.Nullable;

/** Gives out the rows of larger chunks, numbered one after another, in pieces of a stated size. */
final class ChunkSlicer {

  private final Schema schema;
  private @Nullable Chunk chunk;
  private int position;
  private long firstRow;
  private long textBytes;

  ChunkSlicer(Schema schema) {
    this.schema = schema;
  }

  /** Whether all rows were given out. */
  boolean isEmpty() {
    return chunk == null;
  }

  /** The source row of the next row. */
  long nextRow() {
    return firstRow;
  }

  /** Takes more rows; {@link #isEmpty} held before. */
  void add(Chunk rows) {
    chunk = rows.rowCount() == 0 ? null : rows;
    textBytes = rows.dictionaryBytes();
    position = 0;
  }

  /** The next rows; not {@link #isEmpty}. */
  Chunk next(ReadLimit limit) {
    Chunk all = chunk;
    if (all == null) {
      throw new IllegalStateException("there are no rows left to give out");
    }
    int count = all.rowCount();
    long bytesPerRow = Math.max(1, all.retainedBytes() / count);
    long fitting = Math.max(1, limit.maxBytes() / bytesPerRow);
    int n = (int) Math.min(Math.min(limit.maxRows(), fitting), count - position);
    Chunk piece = n == count ? all : all.slice(position, position + n);
    Chunk given = Chunk.of(firstRow, schema, n, piece.vectors());
    firstRow += n;
    position += n;
    if (position == count) {
      chunk = null;
    }
    return given;
  }

  /** Texts count as long as pieces may be in use whose codes stand for them. */
  long retainedBytes() {
    Chunk all = chunk;
    return textBytes + (all == null ? 0 : all.retainedBytes());
  }
}
