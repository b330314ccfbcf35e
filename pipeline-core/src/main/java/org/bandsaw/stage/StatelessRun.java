package org.bandsaw.stage;

import org.bandsaw.data.Chunk;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * A run without state, for which saving and loading do nothing. The result for a row depends on
 * that row alone. A job that is given {@code parallelism} opens the stage once per thread, and each
 * of these runs transforms other rows of a chunk at the same time; each run is still used by one
 * thread at a time.
 */
public interface StatelessRun extends StageRun {

  /** Transforms rows, each independently of the others. */
  Chunk transform(Chunk chunk);

  @Override
  default Chunk process(Chunk chunk) {
    return transform(chunk);
  }

  @Override
  default Chunk apply(Chunk chunk) {
    return transform(chunk);
  }

  @Override
  default boolean isStateless() {
    return true;
  }

  @Override
  default void mark() {}

  @Override
  default void rollback() {}

  @Override
  default void clearContext() {}

  @Override
  default void save(StateWriter out) {}

  @Override
  default void load(StateReader in) {}

  @Override
  default long retainedBytes() {
    return 0;
  }
}
