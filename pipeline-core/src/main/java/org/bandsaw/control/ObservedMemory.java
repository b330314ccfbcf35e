package org.bandsaw.control;

import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * How full the heap and the container are, including all other users. Budgets act on accounted
 * bytes; these readings show when other users of the machine leave too little. Values that are
 * unavailable are empty, never 0.
 *
 * @param heapLiveBytes live bytes of the heap at the last collection of old objects
 * @param heapMaxBytes the maximum size of the heap
 * @param containerUsedBytes bytes used by the container that the kernel cannot reclaim
 * @param containerLimitBytes the memory limit of the container
 */
public record ObservedMemory(
    OptionalLong heapLiveBytes,
    OptionalLong heapMaxBytes,
    OptionalLong containerUsedBytes,
    OptionalLong containerLimitBytes) {

  private static final ObservedMemory UNKNOWN =
      new ObservedMemory(
          OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

  private static final double NEAR_LIMIT_SHARE = 0.95;

  public ObservedMemory {
    Objects.requireNonNull(heapLiveBytes, "heapLiveBytes");
    Objects.requireNonNull(heapMaxBytes, "heapMaxBytes");
    Objects.requireNonNull(containerUsedBytes, "containerUsedBytes");
    Objects.requireNonNull(containerLimitBytes, "containerLimitBytes");
  }

  /** Returns a value of which nothing is available. */
  public static ObservedMemory unknown() {
    return UNKNOWN;
  }

  /** Returns whether the heap or the container is more than 95 % full. */
  public boolean isNearLimit() {
    return share(heapLiveBytes, heapMaxBytes) > NEAR_LIMIT_SHARE
        || share(containerUsedBytes, containerLimitBytes) > NEAR_LIMIT_SHARE;
  }

  private static double share(OptionalLong used, OptionalLong limit) {
    return used.isPresent() && limit.isPresent() && limit.getAsLong() > 0
        ? (double) used.getAsLong() / limit.getAsLong()
        : 0;
  }

  /**
   * Returns, for example, {@code heap 97 % full, container 40 % full}; {@code not observed} if
   * nothing is available.
   */
  @Override
  public String toString() {
    boolean heap = share(heapLiveBytes, heapMaxBytes) > 0;
    boolean container = share(containerUsedBytes, containerLimitBytes) > 0;
    if (!heap && !container) {
      return "not observed";
    }
    return (heap ? describeShare("heap", heapLiveBytes, heapMaxBytes) : "")
        + (heap && container ? ", " : "")
        + (container ? describeShare("container", containerUsedBytes, containerLimitBytes) : "");
  }

  private static String describeShare(String name, OptionalLong used, OptionalLong limit) {
    return String.format(Locale.ROOT, "%s %.0f %% full", name, 100 * share(used, limit));
  }
}
