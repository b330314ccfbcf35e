package org.bandsaw.budget;

import org.bandsaw.probe.ResourceProbe;

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
    return ofShare(share, Runtime.getRuntime().maxMemory());
  }

  /**
   * A share of the machine's memory, or of the limit of the container around this process,
   * whichever is less; at least 1 MiB. It may be more than the heap can become: see {@link
   * #ofShareOfHeap}.
   *
   * @param share above 0, at most 1
   * @throws IllegalStateException when the system does not say how much memory there is
   */
  public static MemoryBudget ofShareOfMachine(double share) {
    return ofShareOfMachine(share, ResourceProbe.system());
  }

  static MemoryBudget ofShareOfMachine(double share, ResourceProbe machine) {
    return ofShare(
        share,
        machine
            .totalMemoryBytes()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "this system does not say how much memory it has, so no share of it can be"
                            + " taken. Give the budget in mebibytes, or as a share of the heap")));
  }

  private static MemoryBudget ofShare(double share, long bytes) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("a share is above 0 and at most 1, not " + share);
    }
    return new MemoryBudget(Math.max(MEBIBYTE, (long) (bytes * share)));
  }

  /**
   * How much of it the rows of one chunk may take as they are read: a quarter, for they are there
   * beside what is made of them and beside those read ahead.
   */
  public long chunkBytes() {
    return bytes / 4;
  }

  @Override
  public String toString() {
    return bytes % MEBIBYTE == 0 ? bytes / MEBIBYTE + " MiB" : bytes + " bytes";
  }
}
