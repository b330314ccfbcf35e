package org.bandsaw.stage;

import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;
import org.bandsaw.state.Saveable;

/**
 * The state of one stage in one run; used by one thread at a time.
 *
 * <p>State is of two kinds: <em>parameters</em> (means, categories), which {@link #apply} leaves
 * alone, and <em>context</em> (windows, lags), which moves on in both. What comes out for a row
 * must depend on that row and earlier ones only, never on where a chunk begins or ends.
 *
 * <p>The chunk that comes in is never written to. The vectors that go out may be used again by this
 * run in the next call.
 */
public interface StageRun extends Saveable {

  /** The columns that come out now; grows when columns grow. */
  Schema output();

  /**
   * Learns from each row, in order, and transforms it: scikit-learn's fit_transform, row by row.
   */
  Chunk process(Chunk chunk);

  /** Transforms with what was learned (transform); windows move on. */
  Chunk apply(Chunk chunk);

  /** Begins an attempt: {@link #rollback} comes back to here. A later mark replaces this one. */
  void mark();

  /** The rows since the last mark were thrown away: as if they had never come. */
  void rollback();

  /** Empties the context and keeps the parameters. */
  void clearContext();

  /**
   * Returns whether the result for a row depends on that row alone. If so, a job that is given
   * {@code parallelism} opens the stage once per thread, and each of these runs transforms other
   * rows of a chunk at the same time. Default: false.
   */
  default boolean isStateless() {
    return false;
  }

  /** Bytes of state and buffers; counted against the memory budget. */
  long retainedBytes();
}
