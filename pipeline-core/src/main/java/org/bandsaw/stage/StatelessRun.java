package org.bandsaw.stage;

import org.bandsaw.data.Chunk;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/** A run that remembers nothing: the only kind that may leave out saving. */
public interface StatelessRun extends StageRun {

  /** Transforms rows, each by itself. */
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
