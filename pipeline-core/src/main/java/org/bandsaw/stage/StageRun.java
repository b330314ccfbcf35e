package org.bandsaw.stage;

import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;
import org.bandsaw.state.Saveable;

/**
 * The state of one stage in one run. Not thread-safe: used by one thread at a time.
 *
 * <p>There are two kinds of state: <em>parameters</em> (means, categories), which {@link #apply}
 * does not change, and <em>context</em> (windows, lags), which both {@link #process} and {@link
 * #apply} advance. The result for a row must depend on that row and earlier ones only, never on
 * chunk boundaries.
 *
 * <p>The input chunk must not be written to. The run may reuse the vectors of its output in the
 * next call.
 */
public interface StageRun extends Saveable {

  /** Returns the current output columns. Dynamic columns are added as they appear. */
  Schema output();

  /**
   * Learns from each row, in order, and transforms it: like {@code fit_transform} of scikit-learn,
   * row by row.
   */
  Chunk process(Chunk chunk);

  /**
   * Transforms rows without learning: like {@code transform} of scikit-learn. The context, such as
   * windows, advances.
   */
  Chunk apply(Chunk chunk);

  /** Marks the current state for {@link #rollback}. It replaces an earlier mark. */
  void mark();

  /** Restores the state of the last mark, as if the rows since then had not been processed. */
  void rollback();

  /** Clears the context. The parameters are kept. */
  void clearContext();

  /**
   * Returns whether the result for a row depends on that row alone. If so, a job that is given
   * {@code parallelism} opens the stage once per thread, and each of these runs transforms other
   * rows of a chunk at the same time. Default: false.
   */
  default boolean isStateless() {
    return false;
  }

  /** Returns the bytes of state and buffers. They count against the memory budget. */
  long retainedBytes();
}
