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
 * @param processors the least processor time per time of these groups, as in 1.5
 */
public record ContainerReading(
    OptionalLong memoryUsedBytes, OptionalLong memoryLimitBytes, OptionalDouble processors) {

  private static final ContainerReading NONE =
      new ContainerReading(OptionalLong.empty(), OptionalLong.empty(), OptionalDouble.empty());

  /** No control group, or one that says nothing. */
  public static ContainerReading none() {
    return NONE;
  }
}
