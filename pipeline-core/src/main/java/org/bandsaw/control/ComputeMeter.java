package org.bandsaw.control;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Objects;

/**
 * Watches whether a {@link ComputeBudget} holds: the largest share of the processors in any 5 s, in
 * the first 10 s and after them. Windows begin and end at readings at least 0.05 s apart, so they
 * may be longer than 5 s where readings are rare. Remembers some hundred readings. Reads no clock;
 * used by one thread.
 */
public final class ComputeMeter {

  private static final double SECOND = 1e9;
  private static final double WINDOW = 5 * SECOND;
  private static final double WARM_UP = 10 * SECOND;
  private static final double APART = 0.05 * SECOND;
  private static final double TOLERANCE = 0.05;

  private final ComputeBudget budget;
  private final ComputeReading first;
  private final Deque<ComputeReading> recent = new ArrayDeque<>();
  private double mostWarmingUp;
  private double most;

  /** A meter that begins with a reading. */
  public ComputeMeter(ComputeBudget budget, ComputeReading first) {
    this.budget = Objects.requireNonNull(budget, "budget");
    this.first = Objects.requireNonNull(first, "first");
    recent.add(first);
  }

  /** Takes the next reading in; not before the one before. */
  public void see(ComputeReading now) {
    if (now.wallNanos() - recent.getLast().wallNanos() < APART) {
      return;
    }
    recent.addLast(now);
    ComputeReading begin = recent.getFirst();
    while (now.wallNanos() - begin.wallNanos() >= WINDOW) {
      recent.removeFirst();
      ComputeReading next = recent.getFirst();
      if (now.wallNanos() - next.wallNanos() < WINDOW) {
        recent.addFirst(begin);
        break;
      }
      begin = next;
    }
    double length = Math.max(WINDOW, (double) (now.wallNanos() - begin.wallNanos()));
    double share = (now.cpuNanos() - begin.cpuNanos()) / (length * now.processors());
    if (begin.wallNanos() - first.wallNanos() < WARM_UP) {
      mostWarmingUp = Math.max(mostWarmingUp, share);
    } else {
      most = Math.max(most, share);
    }
  }

  /**
   * Whether the budget held so far, with 0.05 of the processors to spare. Windows that begin in the
   * first 10 s, when the virtual machine compiles, count for {@link BudgetOutcome.Degraded} only.
   */
  public BudgetOutcome outcome() {
    double share = budget.shareOfMachine();
    if (most > share + TOLERANCE) {
      return new BudgetOutcome.Exceeded(most / share - 1, used(most, "in some 5 s"));
    }
    if (mostWarmingUp > share + TOLERANCE) {
      return new BudgetOutcome.Degraded(used(mostWarmingUp, "in 5 s of the first seconds"));
    }
    return new BudgetOutcome.Within(used(Math.max(most, mostWarmingUp), "at most in any 5 s"));
  }

  private String used(double seen, String when) {
    return String.format(
        Locale.ROOT,
        "%.3f of the processors were used %s; the budget is %.3f",
        seen,
        when,
        budget.shareOfMachine());
  }
}
