package org.bandsaw;

import org.bandsaw.data.Chunk;

/** Rows that wait for an attempt: a chunk as read, or a part of one that was split. */
record PendingChunk(Chunk chunk, long number, int attempt, boolean fromReader) {

  PendingChunk nextAttempt() {
    return new PendingChunk(chunk, number, attempt + 1, fromReader);
  }

  PendingChunk slice(int from, int to) {
    return new PendingChunk(chunk.slice(from, to), number, attempt + 1, false);
  }
}
