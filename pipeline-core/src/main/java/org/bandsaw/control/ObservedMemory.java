package org.bandsaw.control;

import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * How full the machine is, whoever filled it. Budgets act on what a run accounts for; this says
 * when that is not the whole truth. What nobody knows is empty, never 0.
 *
 * @param heapLiveBytes bytes of the heap that were live when old objects were collected last
 * @param heapMaxBytes the most the heap may become
 * @param containerUsedBytes what the container around this process uses and the kernel cannot take
 *     back
 * @param containerLimitBytes its limit
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
    Objects.requireNonNull(heapLiveBytes, "heapBytes");
    Objects.requireNonNull(heapMaxBytes, "heapMostBytes");
    Objects.requireNonNull(containerUsedBytes, "containerBytes");
    Objects.requireNonNull(containerLimitBytes, "containerMostBytes");
  }

  /** Nobody looked. */
  public static ObservedMemory unknown() {
    return UNKNOWN;
  }

  /** Whether the heap or the container is full but for less than a twentieth. */
  public boolean isNearLimit() {
    return share(heapLiveBytes, heapMaxBytes) > NEAR_LIMIT_SHARE
        || share(containerUsedBytes, containerLimitBytes) > NEAR_LIMIT_SHARE;
  }

  private static double share(OptionalLong of, OptionalLong all) {
    return of.isPresent() && all.isPresent() && all.getAsLong() > 0
        ? (double) of.getAsLong() / all.getAsLong()
        : 0;
  }

  /** As in {@code heap 97 % full, container 40 % full}; {@code not observed} when nobody looked. */
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

  private static String describeShare(String what, OptionalLong of, OptionalLong all) {
    return String.format(Locale.ROOT, "%s %.0f %% full", what, 100 * share(of, all));
  }
}
