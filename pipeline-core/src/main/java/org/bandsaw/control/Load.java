package org.bandsaw.control;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What a run can say about itself before it reads on. What nobody measures is empty, never 0.
 *
 * @param at time since the run began
 * @param worked time since the read before this one, without pauses for backpressure
 * @param queued how full the queue of the source is, from 0 to 1
 * @param memory what the last attempt needed, as a share of the memory budget
 * @param processors processor time of the run's thread, as a share of the time it worked
 * @param bytesPerSecond bytes the source read, for each second worked
 * @param rowsPerSecond rows the source gave, for each second worked
 */
public record Load(
    Duration at,
    Duration worked,
    OptionalDouble queued,
    OptionalDouble memory,
    OptionalDouble processors,
    OptionalDouble bytesPerSecond,
    OptionalDouble rowsPerSecond) {

  public Load {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(worked, "worked");
  }
}
