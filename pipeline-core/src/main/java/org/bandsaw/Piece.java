package org.bandsaw;

import org.bandsaw.data.Chunk;

/** Rows that wait for an attempt: a chunk as read, or a part of one that was split. */
record Piece(Chunk chunk, long number, int attempt, boolean fromReader) {

  Piece again() {
    return new Piece(chunk, number, attempt + 1, fromReader);
  }

  Piece part(int from, int to) {
    return new Piece(chunk.slice(from, to), number, attempt + 1, false);
  }
}
