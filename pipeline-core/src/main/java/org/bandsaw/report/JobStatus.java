package org.bandsaw.report;

import java.time.Duration;
import java.util.Optional;
import org.bandsaw.data.BandsawException;

/**
 * How a running job is.
 *
 * @param state what it does
 * @param rows rows committed so far
 * @param sinceLastCommit time since the last chunk was committed, or since the start
 * @param error why it failed
 */
public record JobStatus(
    State state, long rows, Duration sinceLastCommit, Optional<BandsawException> error) {

  /** What a job does. */
  public enum State {
    /** It opens its source and sinks. */
    STARTING,
    /** It moves rows, or waits for them. */
    RUNNING,
    /** Somebody let it rest. */
    PAUSED,
    /** It ends after the present chunk. */
    STOPPING,
    /** It ended well. */
    ENDED,
    /** It threw. */
    FAILED
  }
}
