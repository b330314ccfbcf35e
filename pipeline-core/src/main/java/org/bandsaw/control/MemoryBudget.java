package org.bandsaw.control;

/**
 * An upper bound on what a run accounts for.
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

  /** So many times 1 048 576 bytes. */
  public static MemoryBudget ofMebibytes(int n) {
    return new MemoryBudget(n * MEBIBYTE);
  }

  /**
   * A share of the most the heap may become, at least 1 MiB.
   *
   * @param share above 0, at most 1
   */
  public static MemoryBudget ofShareOfHeap(double share) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("a share is above 0 and at most 1, not " + share);
    }
    return new MemoryBudget(Math.max(MEBIBYTE, (long) (Runtime.getRuntime().maxMemory() * share)));
  }

  @Override
  public String toString() {
    return bytes % MEBIBYTE == 0 ? bytes / MEBIBYTE + " MiB" : bytes + " bytes";
  }
}
