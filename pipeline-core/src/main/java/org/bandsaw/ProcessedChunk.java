package org.bandsaw;

import org.bandsaw.data.Chunk;

/** Rows that went through the stages and were accepted, but not committed yet. */
record ProcessedChunk(
    PendingChunk pending, Chunk rows, long allocatedBytes, long retainedBytes, long startNanos) {}
