package org.bandsaw.control;

import java.util.Objects;

/**
 * How many rows a chunk has, and what becomes of one that costs more than the budget. Changes cost,
 * never results. Immutable; each setter answers a new policy.
 *
 * @param sizing whether sizes follow the budget
 * @param firstRows rows of the first chunk before budgets are looked at, at least 1
 * @param maxRows the most rows of any chunk, at least {@code firstRows}; equal to it when fixed
 * @param maxRetries how often a chunk is tried again in halves; 0 or more
 * @param whenOver what becomes of a piece whose retries are used up
 */
public record ChunkPolicy(
    Sizing sizing, int firstRows, int maxRows, int maxRetries, WhenOver whenOver) {

  private static final int USUAL_MOST = 8_192;

  /** What decides how many rows a chunk has. */
  public enum Sizing {
    /** Always the same number, fewer only when they do not fit the budget. */
    FIXED,
    /** What earlier chunks cost. */
    ADAPTIVE
  }

  /** A piece still over budget after its last retry. */
  public enum WhenOver {
    /** It is committed and the overrun is on record. */
    ACCEPT,
    /** The run ends with a {@link BudgetExceededException}. */
    REFUSE
  }

  public ChunkPolicy {
    Objects.requireNonNull(sizing, "sizing");
    Objects.requireNonNull(whenOver, "whenOver");
    if (firstRows < 1) {
      throw new IllegalArgumentException("a chunk has at least 1 row, not " + firstRows);
    }
    if (maxRows < firstRows) {
      throw new IllegalArgumentException(
          "maxRows (" + maxRows + ") must not be below firstRows (" + firstRows + ")");
    }
    if (sizing == Sizing.FIXED && maxRows != firstRows) {
      throw new IllegalArgumentException(
          "a fixed size has no other bound: maxRows ("
              + maxRows
              + ") must equal firstRows ("
              + firstRows
              + "). Use ChunkPolicy.adaptive for sizes that change");
    }
    if (maxRetries < 0) {
      throw new IllegalArgumentException("maxRetries must not be negative: " + maxRetries);
    }
  }

  /**
   * Begins with so many rows, scaled down on a small budget, and grows to 8 192 rows or to {@code
   * firstRows}, whichever is more, as long as the budget allows.
   */
  public static ChunkPolicy adaptive(int firstRows) {
    return new ChunkPolicy(
        Sizing.ADAPTIVE, firstRows, Math.max(firstRows, USUAL_MOST), 3, WhenOver.ACCEPT);
  }

  /** Always so many rows, fewer only when they do not fit the budget. */
  public static ChunkPolicy fixed(int rows) {
    return new ChunkPolicy(Sizing.FIXED, rows, rows, 3, WhenOver.ACCEPT);
  }

  /** Whether the first size is the only one. */
  public boolean isFixed() {
    return sizing == Sizing.FIXED;
  }

  /** This policy with another bound on rows; an adaptive one only. */
  public ChunkPolicy maxRows(int rows) {
    return new ChunkPolicy(sizing, firstRows, rows, maxRetries, whenOver);
  }

  /** This policy with another number of retries. */
  public ChunkPolicy maxRetries(int n) {
    return new ChunkPolicy(sizing, firstRows, maxRows, n, whenOver);
  }

  /** This policy with another end for a piece whose retries are used up. */
  public ChunkPolicy whenOver(WhenOver what) {
    return new ChunkPolicy(sizing, firstRows, maxRows, maxRetries, what);
  }

  /** As in {@code 1000 to 8192 rows, 3 retries, then ACCEPT}. */
  @Override
  public String toString() {
    return (isFixed() ? firstRows + " rows" : firstRows + " to " + maxRows + " rows")
        + (maxRetries == 1 ? ", 1 retry" : ", " + maxRetries + " retries")
        + ", then "
        + whenOver;
  }
}
