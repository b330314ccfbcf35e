package org.bandsaw.source;

import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;
import org.jspecify.annotations.Nullable;

/** Cuts chunks into smaller ones and numbers their rows consecutively. */
final class ChunkSlicer {

  private final Schema schema;
  private @Nullable Chunk chunk;
  private int position;
  private long firstRow;
  private long textBytes;

  ChunkSlicer(Schema schema) {
    this.schema = schema;
  }

  /** Whether all rows were returned. */
  boolean isEmpty() {
    return chunk == null;
  }

  /** The source row number of the next row. */
  long nextRow() {
    return firstRow;
  }

  /** Adds a chunk. Requires {@link #isEmpty}. */
  void add(Chunk rows) {
    chunk = rows.rowCount() == 0 ? null : rows;
    textBytes = rows.dictionaryBytes();
    position = 0;
  }

  /** Returns the next rows. Requires that this is not {@link #isEmpty}. */
  Chunk next(ReadLimit limit) {
    Chunk all = chunk;
    if (all == null) {
      throw new IllegalStateException("no rows are left");
    }
    int count = all.rowCount();
    long bytesPerRow = Math.max(1, all.retainedBytes() / count);
    long fitting = Math.max(1, limit.maxBytes() / bytesPerRow);
    int n = (int) Math.min(Math.min(limit.maxRows(), fitting), count - position);
    Chunk slice = n == count ? all : all.slice(position, position + n);
    Chunk next = Chunk.of(firstRow, schema, n, slice.vectors());
    firstRow += n;
    position += n;
    if (position == count) {
      chunk = null;
    }
    return next;
  }

  // The texts count even without rows: returned slices may still refer to them.
  long retainedBytes() {
    Chunk all = chunk;
    return textBytes + (all == null ? 0 : all.retainedBytes());
  }
}
