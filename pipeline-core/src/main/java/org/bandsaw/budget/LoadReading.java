package org.bandsaw.budget;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * The load of a run, measured before each read. Unavailable values are empty, never 0.
 *
 * @param elapsed time since the start of the run
 * @param busyTime time since the previous read, without pauses for backpressure
 * @param queueFill how full the queue of the source is, from 0 to 1
 * @param memoryShare the bytes that the last attempt needed, as a share of the memory budget
 * @param cpuShare processor time of the run's thread, as a share of the busy time
 * @param bytesPerSecond bytes read by the source per second of busy time
 * @param rowsPerSecond rows returned by the source per second of busy time
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
    Objects.requireNonNull(elapsed, "elapsed");
    Objects.requireNonNull(busyTime, "busyTime");
  }
}
