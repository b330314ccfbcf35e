package org.bandsaw.observe;

import java.util.List;
import java.util.Optional;

/**
 * Watches one run. It is told everything on the thread that commits, one call at a time, and must
 * return soon; only {@link #report} may come from another thread.
 */
public interface RunObserver extends RunListener {

  /**
   * How well the learners have predicted so far; told at most once a second, between two chunks,
   * and before {@link RunEvent.Ended}.
   */
  default void onScores(List<LearnerScores> soFar) {}

  /** What was measured so far; nothing from a watch that passes on what it is told. */
  default Optional<TelemetryReport> report() {
    return Optional.empty();
  }

  /** The run has ended, well or not; called once, behind {@link RunEvent.Ended}. */
  default void close() {}
}
