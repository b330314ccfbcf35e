package org.bandsaw.report;

import java.time.Duration;
import java.util.Optional;
import org.bandsaw.data.BandsawException;

/**
 * The status of a running job.
 *
 * @param state the state
 * @param rows the rows committed so far
 * @param sinceLastCommit the time since the last commit of a chunk, or since the start
 * @param error the failure. Empty unless the state is {@link State#FAILED}
 */
public record JobStatus(
    State state, long rows, Duration sinceLastCommit, Optional<BandsawException> error) {

  /** The states of a job. */
  public enum State {
    /** The job opens its source and sinks. */
    STARTING,
    /** The job processes rows, or waits for rows or a budget. */
    RUNNING,
    /** The job is paused by {@link org.bandsaw.RunningJob#pause}. */
    PAUSED,
    /** The job ends after the present chunk. */
    STOPPING,
    /** The job has ended without a failure. */
    ENDED,
    /** The job has failed. */
    FAILED
  }
}
