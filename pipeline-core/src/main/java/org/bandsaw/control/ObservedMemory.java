package org.bandsaw.control;

import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * How full the machine is, whoever filled it. Budgets act on what a run accounts for; this says
 * when that is not the whole truth. What nobody knows is empty, never 0.
 *
 * @param heapBytes bytes of the heap that were live when old objects were collected last
 * @param heapMostBytes the most the heap may become
 * @param containerBytes what the container around this process uses and the kernel cannot take back
 * @param containerMostBytes its limit
 */
public record ObservedMemory(
    OptionalLong heapBytes,
    OptionalLong heapMostBytes,
    OptionalLong containerBytes,
    OptionalLong containerMostBytes) {

  private static final ObservedMemory UNKNOWN =
      new ObservedMemory(
          OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

  private static final double SHORT = 0.95;

  public ObservedMemory {
    Objects.requireNonNull(heapBytes, "heapBytes");
    Objects.requireNonNull(heapMostBytes, "heapMostBytes");
    Objects.requireNonNull(containerBytes, "containerBytes");
    Objects.requireNonNull(containerMostBytes, "containerMostBytes");
  }

  /** Nobody looked. */
  public static ObservedMemory unknown() {
    return UNKNOWN;
  }

  /** Whether the heap or the container is full but for less than a twentieth. */
  public boolean isShort() {
    return share(heapBytes, heapMostBytes) > SHORT
        || share(containerBytes, containerMostBytes) > SHORT;
  }

  private static double share(OptionalLong of, OptionalLong all) {
    return of.isPresent() && all.isPresent() && all.getAsLong() > 0
        ? (double) of.getAsLong() / all.getAsLong()
        : 0;
  }

  /** As in {@code heap 97 % full, container 40 % full}; {@code not observed} when nobody looked. */
  @Override
  public String toString() {
    boolean heap = share(heapBytes, heapMostBytes) > 0;
    boolean container = share(containerBytes, containerMostBytes) > 0;
    if (!heap && !container) {
      return "not observed";
    }
    return (heap ? full("heap", heapBytes, heapMostBytes) : "")
        + (heap && container ? ", " : "")
        + (container ? full("container", containerBytes, containerMostBytes) : "");
  }

  private static String full(String what, OptionalLong of, OptionalLong all) {
    return String.format(Locale.ROOT, "%s %.0f %% full", what, 100 * share(of, all));
  }
}
