package org.bandsaw.probe;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A reading of the control group of this process and of its ancestors. Values without a limit or
 * unavailable are empty, never 0.
 *
 * @param memoryUsedBytes memory charged to the group with the lowest limit, or to the group of the
 *     process if none has a limit; includes cached pages of files
 * @param memoryLimitBytes the lowest memory limit of these groups
 * @param reclaimableBytes the part of the used bytes that are cached pages of files, which the
 *     kernel reclaims when memory is short
 * @param cpuLimit the lowest processor limit of these groups, in processors, such as 1.5
 */
public record ContainerReading(
    OptionalLong memoryUsedBytes,
    OptionalLong memoryLimitBytes,
    OptionalLong reclaimableBytes,
    OptionalDouble cpuLimit) {

  private static final ContainerReading NONE =
      new ContainerReading(OptionalLong.empty(), OptionalLong.empty(), OptionalDouble.empty());

  /** Creates a reading without reclaimable bytes. */
  public ContainerReading(
      OptionalLong memoryUsedBytes, OptionalLong memoryLimitBytes, OptionalDouble cpuLimit) {
    this(memoryUsedBytes, memoryLimitBytes, OptionalLong.empty(), cpuLimit);
  }

  /** Returns the used bytes that cannot be reclaimed; empty if the used bytes are unavailable. */
  public OptionalLong unreclaimableBytes() {
    return memoryUsedBytes.isEmpty()
        ? memoryUsedBytes
        : OptionalLong.of(Math.max(0, memoryUsedBytes.getAsLong() - reclaimableBytes.orElse(0)));
  }

  /** Returns a reading of which nothing is available. */
  public static ContainerReading none() {
    return NONE;
  }
}
