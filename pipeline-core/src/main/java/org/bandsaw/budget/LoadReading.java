package org.bandsaw.budget;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What a run can say about itself before it reads on. What nobody measures is empty, never 0.
 *
 * @param elapsed time since the run began
 * @param busyTime time since the read before this one, without pauses for backpressure
 * @param queueFill how full the queue of the source is, from 0 to 1
 * @param memoryShare what the last attempt needed, as a share of the memory budget
 * @param cpuShare processor time of the run's thread, as a share of the time it worked
 * @param bytesPerSecond bytes the source read, for each second worked
 * @param rowsPerSecond rows the source gave, for each second worked
 */
public record LoadReading(
    Duration elapsed,
    Duration busyTime,
    OptionalDouble queueFill,
    OptionalDouble memoryShare,
    OptionalDouble cpuShare,
    OptionalDouble bytesPerSecond,
    OptionalDouble rowsPerSecond) {

  public LoadReading {
    Objects.requireNonNull(elapsed, "at");
    Objects.requireNonNull(busyTime, "worked");
  }
}
