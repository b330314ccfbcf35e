package org.bandsaw.source;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;

/** Reads forward, once. Used by one thread at a time, not always the same one. */
public interface ChunkReader extends AutoCloseable {

  /** Names and types, the same from the first row to the last. */
  Schema schema();

  /**
   * The next rows: at least one and at most as many as the limit says; no rows when nothing came
   * within {@link ReadLimit#maxWait()}; empty at the end, and at every call after it. Rows are
   * numbered by {@link Chunk#sourceRow}, from 0, without a gap.
   *
   * @throws IOException when reading fails
   * @throws org.bandsaw.data.BadDataException when a record cannot be read
   */
  Optional<Chunk> next(ReadLimit limit) throws IOException;

  /**
   * The caller has done with a chunk that {@link #next} gave: its arrays may be used again. Without
   * this call they must not be.
   */
  default void release(Chunk chunk) {}

  /** Cells that did not fit their column's type and were set to missing, as the source was told. */
  default long cellsSetMissing() {
    return 0;
  }

  /** Bytes read so far, unpacked; empty where nobody counts. */
  default OptionalLong bytesRead() {
    return OptionalLong.empty();
  }

  /** How full the queue is that rows wait in, from 0 to 1; empty without one. */
  default OptionalDouble queueFill() {
    return OptionalDouble.empty();
  }

  /** Bytes held by buffers and dictionaries; counted against the memory budget. */
  default long retainedBytes() {
    return 0;
  }

  /** Lets go of the input, read to its end or not; a second call does nothing. */
  @Override
  void close() throws IOException;
}
