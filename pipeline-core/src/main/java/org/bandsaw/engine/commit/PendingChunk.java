package org.bandsaw.engine.commit;

import org.bandsaw.data.Chunk;

/**
 * Rows that wait for an attempt: a chunk as it was read, or a part of one that was split.
 *
 * @param rows the source rows
 * @param number the number of the chunk as it was read, from 1
 * @param attempt the next attempt, from 1
 * @param fromReader whether the buffers of the rows are returned to the reader after the commit
 */
public record PendingChunk(Chunk rows, long number, int attempt, boolean fromReader) {

  /** Returns the same rows for another attempt. */
  public PendingChunk nextAttempt() {
    return new PendingChunk(rows, number, attempt + 1, fromReader);
  }

  /** Returns some of the rows for another attempt. */
  public PendingChunk slice(int from, int to) {
    return new PendingChunk(rows.slice(from, to), number, attempt + 1, false);
  }
}
