package org.bandsaw.budget;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How many rows a chunk has, and what happens to a chunk over budget. Affects cost, never results.
 * Immutable; each setter returns a new policy.
 *
 * @param sizing whether sizes follow the budget
 * @param firstRows rows of the first chunk, before it is scaled to the budget; at least 1
 * @param maxRows the maximum number of rows of a chunk, at least {@code firstRows}; equal to it if
 *     the size is fixed
 * @param maxRetries how often a chunk is split and tried again; at least 0
 * @param onOverBudget what happens to a chunk over budget whose retries are used up
 * @param targetLatency how long a chunk should take from its attempt to its commit; for adaptive
 *     policies only
 */
public record ChunkPolicy(
    Sizing sizing,
    int firstRows,
    int maxRows,
    int maxRetries,
    OnOverBudget onOverBudget,
    Optional<Duration> targetLatency) {

  private static final int DEFAULT_MAX_ROWS = 8_192;

  /** What determines the rows of a chunk. */
  public enum Sizing {
    /** A constant number, fewer only if they do not fit the budget. */
    FIXED,
    /** The cost of earlier chunks. */
    ADAPTIVE
  }

  /** What happens to a chunk over budget. */
  public enum OnOverBudget {
    /** After its last retry it is committed, and the overrun is reported. */
    ACCEPT,
    /**
     * The budget must hold: the chunk is split down to single rows, regardless of the number of
     * retries. A row that does not fit ends the run with a {@link BudgetExceededException}.
     */
    REFUSE
  }

  public ChunkPolicy {
    Objects.requireNonNull(sizing, "sizing");
    Objects.requireNonNull(onOverBudget, "onOverBudget");
    Objects.requireNonNull(targetLatency, "targetLatency");
    if (firstRows < 1) {
      throw new IllegalArgumentException("firstRows must be at least 1, not " + firstRows);
    }
    if (maxRows < firstRows) {
      throw new IllegalArgumentException(
          "maxRows (" + maxRows + ") must not be below firstRows (" + firstRows + ")");
    }
    if (sizing == Sizing.FIXED && maxRows != firstRows) {
      throw new IllegalArgumentException(
          "a fixed size has no other maximum: maxRows ("
              + maxRows
              + ") must equal firstRows ("
              + firstRows
              + "). Use ChunkPolicy.adaptive for sizes that change");
    }
    if (maxRetries < 0) {
      throw new IllegalArgumentException("maxRetries must not be negative: " + maxRetries);
    }
    if (targetLatency.isPresent()) {
      checkTargetLatency(targetLatency.get(), sizing);
    }
  }

  private static void checkTargetLatency(Duration target, Sizing sizing) {
    if (target.isNegative() || target.isZero()) {
      throw new IllegalArgumentException("targetLatency must be above 0, not " + target);
    }
    if (sizing == Sizing.FIXED) {
      throw new IllegalArgumentException(
          "a fixed size cannot follow a target latency of "
              + target
              + ". Use ChunkPolicy.adaptive for sizes that change");
    }
  }

  /**
   * Returns a policy whose sizes follow the budget. The first chunk has {@code firstRows}, fewer
   * under a small budget. Later chunks grow as far as the budget allows, to at most 8 192 rows or
   * {@code firstRows}, whichever is larger. Default: 3 retries, then {@link OnOverBudget#ACCEPT};
   * no target latency.
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

  /**
   * Returns a policy with a constant size; a chunk has fewer rows only if they do not fit the
   * budget. Default: 3 retries, then {@link OnOverBudget#ACCEPT}.
   */
  public static ChunkPolicy fixed(int rows) {
    return new ChunkPolicy(Sizing.FIXED, rows, rows, 3, OnOverBudget.ACCEPT, Optional.empty());
  }

  /** Returns whether the size is fixed. */
  public boolean isFixed() {
    return sizing == Sizing.FIXED;
  }

  /** Returns this policy with another maximum number of rows; for adaptive policies only. */
  public ChunkPolicy maxRows(int rows) {
    return new ChunkPolicy(sizing, firstRows, rows, maxRetries, onOverBudget, targetLatency);
  }

  /** Returns this policy with another number of retries. */
  public ChunkPolicy maxRetries(int retries) {
    return new ChunkPolicy(sizing, firstRows, maxRows, retries, onOverBudget, targetLatency);
  }

  /** Returns this policy with another action for a chunk over budget. */
  public ChunkPolicy onOverBudget(OnOverBudget action) {
    return new ChunkPolicy(sizing, firstRows, maxRows, maxRetries, action, targetLatency);
  }

  /**
   * Returns this policy with a target latency: sizes are chosen so that a chunk takes about this
   * long from its attempt to its commit. For adaptive policies only. The memory budget and {@code
   * maxRows} take precedence: a chunk never becomes larger to reach the target.
   *
   * @param target above 0
   */
  public ChunkPolicy targetLatency(Duration target) {
    return new ChunkPolicy(
        sizing, firstRows, maxRows, maxRetries, onOverBudget, Optional.of(target));
  }

  /**
   * Returns, for example, {@code 1000 to 8192 rows, 3 retries, then ACCEPT}, followed by the target
   * latency if there is one.
   */
  @Override
  public String toString() {
    return (isFixed() ? firstRows + " rows" : firstRows + " to " + maxRows + " rows")
        + (maxRetries == 1 ? ", 1 retry" : ", " + maxRetries + " retries")
        + ", then "
        + onOverBudget
        + targetLatency.map(target -> ", about " + target.toMillis() + " ms each").orElse("");
  }
}
