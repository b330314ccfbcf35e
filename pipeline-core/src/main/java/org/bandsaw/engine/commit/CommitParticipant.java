package org.bandsaw.engine.commit;

import java.time.Duration;
import java.util.Map;
import org.bandsaw.state.Saveable;

/**
 * A participant of every commit. Participants are called on the run's thread, in a fixed order,
 * once for each committed row: learners first, then sinks.
 *
 * <p>After the last commit exactly one of {@link #finish} and {@link #abort} is called.
 */
public interface CommitParticipant extends Saveable {

  /** Returns the name under which memory is accounted for, as in "learners". */
  String name();

  /** Commits the rows of an accepted chunk. */
  void commit(ProcessedChunk chunk);

  /** Returns the bytes of state and buffers. */
  long retainedBytes();

  /** Completes the work after the last row and releases everything. */
  void finish();

  /**
   * Releases everything because the run failed.
   *
   * @param problem the failure; further failures are added to it as suppressed
   */
  void abort(Throwable problem);

  /** Adds the time spent in commits, by the name that the report shows. */
  void addTimes(Map<String, Duration> times);
}
