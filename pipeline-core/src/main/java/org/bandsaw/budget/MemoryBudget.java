package org.bandsaw.budget;

import org.bandsaw.probe.ResourceProbe;

/**
 * An upper bound on the bytes that a run accounts for.
 *
 * @param bytes at least 1 MiB
 */
public record MemoryBudget(long bytes) {

  private static final long MEBIBYTE = 1L << 20;

  public MemoryBudget {
    if (bytes < MEBIBYTE) {
      throw new IllegalArgumentException(
          "a memory budget must be at least 1 MiB, not " + bytes + " bytes");
    }
  }

  /** Returns a budget in mebibytes: multiples of 1 048 576 bytes. */
  public static MemoryBudget ofMebibytes(int mebibytes) {
    return new MemoryBudget(mebibytes * MEBIBYTE);
  }

  /**
   * Returns a share of the maximum heap size, at least 1 MiB.
   *
   * @param share above 0, at most 1
   */
  public static MemoryBudget ofShareOfHeap(double share) {
    return ofShare(share, Runtime.getRuntime().maxMemory());
  }

  /**
   * Returns a share of the memory of the machine or of the container limit, whichever is less; at
   * least 1 MiB. It may exceed the maximum heap size: see {@link #ofShareOfHeap}.
   *
   * @param share above 0, at most 1
   * @throws IllegalStateException if the system does not report how much memory it has
   */
  public static MemoryBudget ofShareOfMachine(double share) {
    return ofShareOfMachine(share, ResourceProbe.system());
  }

  static MemoryBudget ofShareOfMachine(double share, ResourceProbe probe) {
    return ofShare(
        share,
        probe
            .totalMemoryBytes()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "this system does not report how much memory it has. Use"
                            + " MemoryBudget.ofMebibytes or MemoryBudget.ofShareOfHeap")));
  }

  private static MemoryBudget ofShare(double share, long bytes) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("a share must be above 0 and at most 1, not " + share);
    }
    return new MemoryBudget(Math.max(MEBIBYTE, (long) (bytes * share)));
  }

  /**
   * Returns the bytes that the rows of one chunk may take when they are read: a quarter of the
   * budget, because their results and the chunks read ahead are in memory at the same time.
   */
  public long chunkBytes() {
    return bytes / 4;
  }

  /** Returns, for example, {@code 256 MiB}. */
  @Override
  public String toString() {
    return bytes % MEBIBYTE == 0 ? bytes / MEBIBYTE + " MiB" : bytes + " bytes";
  }
}
