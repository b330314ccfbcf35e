package org.bandsaw.source;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;

/**
 * Reads the rows of a {@link Source} once, from the first to the last. Used by one thread at a
 * time, not always the same one.
 */
public interface ChunkReader extends AutoCloseable {

  /** Returns the names and types of the columns. They are the same for all rows. */
  Schema schema();

  /**
   * Returns the next rows: at least one, and at most as many as the limit allows. Returns a chunk
   * without rows if none arrived within {@link ReadLimit#maxWait()}, and empty at the end and at
   * every call after it. Rows are numbered by {@link Chunk#sourceRow}, from 0, without a gap.
   *
   * @throws IOException if reading fails
   * @throws org.bandsaw.data.BadDataException if a record cannot be read
   */
  Optional<Chunk> next(ReadLimit limit) throws IOException;

  /**
   * Returns the position after the last row that {@link #next} returned; before the first call, the
   * position of row 0. It changes only when {@link #next} returns rows, and depends on their number
   * alone, not on the size of the chunks. Called by the thread that called {@link #next}.
   *
   * <p>Default: empty, which means that a later run cannot continue within this source.
   */
  default Optional<SourcePosition> position() {
    return Optional.empty();
  }

  /**
   * Releases a chunk that {@link #next} returned: the reader may reuse its arrays. It must not
   * reuse those of a chunk that was not released.
   */
  default void release(Chunk chunk) {}

  /**
   * Returns the number of cells that did not fit the type of their column and were set to missing,
   * for a source that is configured to do so.
   */
  default long cellsSetMissing() {
    return 0;
  }

  /** Returns the bytes read so far, after decompression. Empty if they are not counted. */
  default OptionalLong bytesRead() {
    return OptionalLong.empty();
  }

  /** Returns how full the queue in front of the reader is, from 0 to 1. Empty without a queue. */
  default OptionalDouble queueFill() {
    return OptionalDouble.empty();
  }

  /**
   * Returns the bytes held by buffers and dictionaries. They count against the memory budget.
   * Chunks that were returned are not included.
   */
  default long retainedBytes() {
    return 0;
  }

  /** Closes the input, whether or not it was read to its end. A second call does nothing. */
  @Override
  void close() throws IOException;
}
