package org.bandsaw.probe;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What the control group of this process says, and the groups around it. What nobody limits or
 * tells is empty, never 0.
 *
 * @param memoryUsedBytes memory charged to the group with the least limit, to the process's own
 *     group when none is limited; the kernel counts cached pages of files too
 * @param memoryLimitBytes the least limit of these groups
 * @param reclaimableBytes how much of what is used are cached pages of files that the kernel takes
 *     back when memory is short
 * @param cpuLimit the least processor time per time of these groups, as in 1.5
 */
public record ContainerReading(
    OptionalLong memoryUsedBytes,
    OptionalLong memoryLimitBytes,
    OptionalLong reclaimableBytes,
    OptionalDouble cpuLimit) {

  private static final ContainerReading NONE =
      new ContainerReading(OptionalLong.empty(), OptionalLong.empty(), OptionalDouble.empty());

  /** A reading that says nothing about cached pages. */
  public ContainerReading(
      OptionalLong memoryUsedBytes, OptionalLong memoryLimitBytes, OptionalDouble processors) {
    this(memoryUsedBytes, memoryLimitBytes, OptionalLong.empty(), processors);
  }

  /** What is used and cannot be taken back; empty where nobody says what is used. */
  public OptionalLong unreclaimableBytes() {
    return memoryUsedBytes.isEmpty()
        ? memoryUsedBytes
        : OptionalLong.of(Math.max(0, memoryUsedBytes.getAsLong() - reclaimableBytes.orElse(0)));
  }

  /** No control group, or one that says nothing. */
  public static ContainerReading none() {
    return NONE;
  }
}
