package org.bandsaw.control;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Objects;
import org.bandsaw.budget.BudgetOutcome;
import org.bandsaw.budget.ComputeBudget;

/**
 * Watches whether a {@link ComputeBudget} holds: the largest share of the processors in any 5 s, in
 * the first 10 s and after them. Windows begin and end at readings at least 0.05 s apart, so they
 * may be longer than 5 s where readings are rare. Remembers some hundred readings. Reads no clock;
 * used by one thread.
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

  /** A meter that begins with a reading. */
  public ComputeMeter(ComputeBudget budget, ComputeReading first) {
    this.budget = Objects.requireNonNull(budget, "budget");
    this.first = Objects.requireNonNull(first, "first");
    recent.add(first);
  }

  /** Takes the next reading in; not before the one before. */
  public void record(ComputeReading now) {
    if (now.wallNanos() - recent.getLast().wallNanos() < MIN_INTERVAL_NANOS) {
      return;
    }
    recent.addLast(now);
    ComputeReading begin = recent.getFirst();
    while (now.wallNanos() - begin.wallNanos() >= WINDOW_NANOS) {
      recent.removeFirst();
      ComputeReading next = recent.getFirst();
      if (now.wallNanos() - next.wallNanos() < WINDOW_NANOS) {
        recent.addFirst(begin);
        break;
      }
      begin = next;
    }
    double length = Math.max(WINDOW_NANOS, (double) (now.wallNanos() - begin.wallNanos()));
    double share = (now.cpuNanos() - begin.cpuNanos()) / (length * now.processors());
    if (begin.wallNanos() - first.wallNanos() < WARM_UP_NANOS) {
      maxWarmUpShare = Math.max(maxWarmUpShare, share);
    } else {
      maxShare = Math.max(maxShare, share);
    }
  }

  /**
   * Whether the budget held so far, with 0.05 of the processors to spare. Windows that begin in the
   * first 10 s, when the virtual machine compiles, count for {@link BudgetOutcome.Degraded} only.
   */
  public BudgetOutcome outcome() {
    double share = budget.shareOfMachine();
    if (maxShare > share + TOLERANCE) {
      return new BudgetOutcome.Exceeded(
          maxShare / share - 1, describeUsage(maxShare, "in some 5 s"));
    }
    if (maxWarmUpShare > share + TOLERANCE) {
      return new BudgetOutcome.Degraded(
          describeUsage(maxWarmUpShare, "in 5 s of the first seconds"));
    }
    return new BudgetOutcome.Within(
        describeUsage(Math.max(maxShare, maxWarmUpShare), "at most in any 5 s"));
  }

  private String describeUsage(double seen, String when) {
    return String.format(
        Locale.ROOT,
        "%.3f of the processors were used %s; the budget is %.3f",
        seen,
        when,
        budget.shareOfMachine());
  }
}
