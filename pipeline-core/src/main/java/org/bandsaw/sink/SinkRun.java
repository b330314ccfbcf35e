package org.bandsaw.sink;

import java.io.IOException;
import org.bandsaw.data.Chunk;

/** Writes the committed chunks of one run. Receives each chunk once, in order, on one thread. */
public interface SinkRun extends AutoCloseable {

  /**
   * Writes the rows of a chunk, which may have more dynamic columns than the chunk before. The
   * chunk is only valid during the call.
   *
   * @throws IOException if writing fails
   */
  void write(Chunk chunk) throws IOException;

  /** Returns the number of rows that are completely written. */
  long rowsWritten();

  /** Returns the bytes held by buffers. They count against the memory budget. Default: 0. */
  default long retainedBytes() {
    return 0;
  }

  /**
   * Writes buffered rows and closes the destination, which ends after the last complete chunk. A
   * second call does nothing.
   *
   * @throws IOException if writing fails
   */
  @Override
  void close() throws IOException;
}
