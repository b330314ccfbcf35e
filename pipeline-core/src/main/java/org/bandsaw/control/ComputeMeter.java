package org.bandsaw.control;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Objects;
import org.bandsaw.budget.BudgetOutcome;
import org.bandsaw.budget.ComputeBudget;

/**
 * Checks whether a {@link ComputeBudget} holds: it keeps the largest share of the processors in any
 * 5 s window, separately for windows that start in the first 10 s and for later ones. Windows start
 * and end at readings at least 0.05 s apart, so they are longer than 5 s if readings are rare.
 * Retains about a hundred readings. Reads no clock. Used by one thread.
 */
public final class ComputeMeter {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final double WINDOW_NANOS = 5 * NANOS_PER_SECOND;
  private static final double WARM_UP_NANOS = 10 * NANOS_PER_SECOND;
  private static final double MIN_INTERVAL_NANOS = 0.05 * NANOS_PER_SECOND;
  private static final double TOLERANCE = 0.05;

  private final ComputeBudget budget;
  private final ComputeReading first;
  private final Deque<ComputeReading> recent = new ArrayDeque<>();
  private double maxWarmUpShare;
  private double maxShare;

  /** Creates a meter that starts at a reading. */
  public ComputeMeter(ComputeBudget budget, ComputeReading first) {
    this.budget = Objects.requireNonNull(budget, "budget");
    this.first = Objects.requireNonNull(first, "first");
    recent.add(first);
  }

  /** Adds a reading that is not older than the previous one. */
  public void record(ComputeReading now) {
    if (now.wallNanos() - recent.getLast().wallNanos() < MIN_INTERVAL_NANOS) {
      return;
    }
    recent.addLast(now);
    ComputeReading start = recent.getFirst();
    while (now.wallNanos() - start.wallNanos() >= WINDOW_NANOS) {
      recent.removeFirst();
      ComputeReading next = recent.getFirst();
      if (now.wallNanos() - next.wallNanos() < WINDOW_NANOS) {
        recent.addFirst(start);
        break;
      }
      start = next;
    }
    double length = Math.max(WINDOW_NANOS, (double) (now.wallNanos() - start.wallNanos()));
    double share = (now.cpuNanos() - start.cpuNanos()) / (length * now.processors());
    if (start.wallNanos() - first.wallNanos() < WARM_UP_NANOS) {
      maxWarmUpShare = Math.max(maxWarmUpShare, share);
    } else {
      maxShare = Math.max(maxShare, share);
    }
  }

  /**
   * Returns whether the budget held so far, with a tolerance of 0.05 of the processors. Windows
   * that start in the first 10 s, while the JVM compiles, cause at most {@link
   * BudgetOutcome.Degraded}.
   */
  public BudgetOutcome outcome() {
    double share = budget.shareOfMachine();
    if (maxShare > share + TOLERANCE) {
      return new BudgetOutcome.Exceeded(
          maxShare / share - 1, describeUsage(maxShare, "in a window of 5 s"));
    }
    if (maxWarmUpShare > share + TOLERANCE) {
      return new BudgetOutcome.Degraded(
          describeUsage(maxWarmUpShare, "in a window of 5 s during warm-up"));
    }
    return new BudgetOutcome.Within(
        describeUsage(Math.max(maxShare, maxWarmUpShare), "at most in any 5 s"));
  }

  private String describeUsage(double used, String when) {
    return String.format(
        Locale.ROOT,
        "%.3f of the processors were used %s; the budget is %.3f",
        used,
        when,
        budget.shareOfMachine());
  }
}
