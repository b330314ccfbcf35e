package org.bandsaw;

import org.bandsaw.data.Chunk;

/** Rows that went through the stages and were accepted, but not committed yet. */
record Prepared(Piece piece, Chunk rows, long allocated, long held, long startedAt) {}
