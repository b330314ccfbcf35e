package org.bandsaw.observe;

import java.util.List;
import java.util.Optional;

/**
 * Observes one run. All methods are called on the thread that commits, one at a time, and must
 * return quickly; only {@link #report} may be called by another thread.
 */
public interface RunObserver extends RunListener {

  /**
   * Receives the scores of all learners so far: at most once a second between two chunks, and once
   * before {@link RunEvent.Ended}.
   */
  default void onScores(List<LearnerScores> soFar) {}

  /** Returns what was measured so far. Default: empty, for observers that only forward events. */
  default Optional<TelemetryReport> report() {
    return Optional.empty();
  }

  /** Closes this observer. Called once, after {@link RunEvent.Ended}, even if the run failed. */
  default void close() {}
}
