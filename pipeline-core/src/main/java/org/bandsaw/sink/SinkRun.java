package org.bandsaw.sink;

import java.io.IOException;
import org.bandsaw.data.Chunk;

/** Receives each committed chunk once, in order, on one thread. */
public interface SinkRun extends AutoCloseable {

  /** Writes the rows of a chunk; its columns may have grown since the last one. */
  void write(Chunk chunk) throws IOException;

  /** Rows that are completely written. */
  long rowsWritten();

  /** Bytes held by buffers; counted against the memory budget. */
  default long retainedBytes() {
    return 0;
  }

  /**
   * Writes what is buffered, ends the destination after the last whole chunk, and lets go of it.
   */
  @Override
  void close() throws IOException;
}
