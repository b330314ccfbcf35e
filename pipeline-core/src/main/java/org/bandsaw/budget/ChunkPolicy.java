package org.bandsaw.budget;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How many rows a chunk has, and what becomes of one that costs more than the budget. Changes cost,
 * never results. Immutable; each setter answers a new policy.
 *
 * @param sizing whether sizes follow the budget
 * @param firstRows rows of the first chunk before budgets are looked at, at least 1
 * @param maxRows the most rows of any chunk, at least {@code firstRows}; equal to it when fixed
 * @param maxRetries how often a chunk is tried again in halves; 0 or more
 * @param onOverBudget what becomes of a piece whose retries are used up
 * @param targetLatency how long a chunk should take from its attempt to its commit; an adaptive
 *     policy only
 */
public record ChunkPolicy(
    Sizing sizing,
    int firstRows,
    int maxRows,
    int maxRetries,
    OnOverBudget onOverBudget,
    Optional<Duration> targetLatency) {

  private static final int DEFAULT_MAX_ROWS = 8_192;

  /** What decides how many rows a chunk has. */
  public enum Sizing {
    /** Always the same number, fewer only when they do not fit the budget. */
    FIXED,
    /** What earlier chunks cost. */
    ADAPTIVE
  }

  /** What becomes of a piece that is over budget. */
  public enum OnOverBudget {
    /** After its last retry it is committed, and the overrun is on record. */
    ACCEPT,
    /**
     * The budget must hold: it is split down to single rows, whatever the number of retries, and a
     * row that does not fit ends the run with a {@link BudgetExceededException}.
     */
    REFUSE
  }

  public ChunkPolicy {
    Objects.requireNonNull(sizing, "sizing");
    Objects.requireNonNull(onOverBudget, "whenOver");
    Objects.requireNonNull(targetLatency, "targetLatency");
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
    if (targetLatency.isPresent()) {
      checkTarget(targetLatency.get(), sizing);
    }
  }

  private static void checkTarget(Duration target, Sizing sizing) {
    if (target.isNegative() || target.isZero()) {
      throw new IllegalArgumentException("a chunk cannot take " + target + "; say more than 0");
    }
    if (sizing == Sizing.FIXED) {
      throw new IllegalArgumentException(
          "a fixed size cannot follow a target of "
              + target
              + ". Use ChunkPolicy.adaptive for sizes that change");
    }
  }

  /**
   * Begins with so many rows, scaled down on a small budget, and grows to 8 192 rows or to {@code
   * firstRows}, whichever is more, as long as the budget allows.
   */
  public static ChunkPolicy adaptive(int firstRows) {
    return new ChunkPolicy(
        Sizing.ADAPTIVE,
        firstRows,
        Math.max(firstRows, DEFAULT_MAX_ROWS),
        3,
        OnOverBudget.ACCEPT,
        Optional.empty());
  }

  /** Always so many rows, fewer only when they do not fit the budget. */
  public static ChunkPolicy fixed(int rows) {
    return new ChunkPolicy(Sizing.FIXED, rows, rows, 3, OnOverBudget.ACCEPT, Optional.empty());
  }

  /** Whether the first size is the only one. */
  public boolean isFixed() {
    return sizing == Sizing.FIXED;
  }

  /** This policy with another bound on rows; an adaptive one only. */
  public ChunkPolicy maxRows(int rows) {
    return new ChunkPolicy(sizing, firstRows, rows, maxRetries, onOverBudget, targetLatency);
  }

  /** This policy with another number of retries. */
  public ChunkPolicy maxRetries(int n) {
    return new ChunkPolicy(sizing, firstRows, maxRows, n, onOverBudget, targetLatency);
  }

  /** This policy with another end for a piece whose retries are used up. */
  public ChunkPolicy onOverBudget(OnOverBudget what) {
    return new ChunkPolicy(sizing, firstRows, maxRows, maxRetries, what, targetLatency);
  }

  /**
   * This policy with sizes that make a chunk take about so long, from its attempt to its commit; an
   * adaptive one only. The memory budget and {@code maxRows} come first: a chunk is never larger
   * for the sake of time.
   *
   * @param target above 0
   */
  public ChunkPolicy targetLatency(Duration target) {
    return new ChunkPolicy(
        sizing, firstRows, maxRows, maxRetries, onOverBudget, Optional.of(target));
  }

  /** As in {@code 1000 to 8192 rows, 3 retries, then ACCEPT}; a target stands behind. */
  @Override
  public String toString() {
    return (isFixed() ? firstRows + " rows" : firstRows + " to " + maxRows + " rows")
        + (maxRetries == 1 ? ", 1 retry" : ", " + maxRetries + " retries")
        + ", then "
        + onOverBudget
        + targetLatency.map(target -> ", about " + target.toMillis() + " ms each").orElse("");
  }
}
