package org.bandsaw.control;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.bandsaw.probe.EnergyReading;

/**
 * Watches whether an {@link EnergyBudget} holds. For a budget in watts it takes the average power
 * of windows that begin and end at readings at least 0.1 s apart and last 10 s or, where readings
 * are rare, longer; a run that is shorter is one window. Remembers some hundred readings. Reads no
 * clock; used by one thread.
 */
public final class EnergyWatch {

  private static final double SECOND = 1e9;
  private static final long WINDOW = 10_000_000_000L;
  private static final long APART = 100_000_000L;
  private static final long WARNINGS_APART = 60_000_000_000L;

  /** A pacer keeps the average to a few hundredths; so much is no excess. */
  private static final double TOLERANCE = 0.05;

  private record Point(long wallNanos, double joules) {}

  private final EnergyBudget budget;
  private final Point first;
  private final Deque<Point> recent = new ArrayDeque<>();
  private Point last;
  private OptionalDouble mostWatts = OptionalDouble.empty();
  private boolean warned;
  private long warnedAt;
  private Optional<EnergyReading> reading = Optional.empty();

  /**
   * A watch that begins with nothing used.
   *
   * @param wallNanos when the meter was opened
   */
  public EnergyWatch(EnergyBudget budget, long wallNanos) {
    this.budget = Objects.requireNonNull(budget, "budget");
    this.first = new Point(wallNanos, 0);
    this.last = first;
    recent.add(first);
  }

  /**
   * Takes the next reading in; not before the one before.
   *
   * @return the joules of the run, or the average watts, when listeners are to be told that they
   *     are too many
   */
  public OptionalDouble see(long wallNanos, EnergyReading now) {
    reading = Optional.of(now);
    if (!now.figure().isKnown()) {
      return OptionalDouble.empty();
    }
    Point point = new Point(wallNanos, now.figure().value());
    last = point;
    return budget.kind() == EnergyBudget.Kind.JOULES
        ? warning(point.joules(), budget.amount(), wallNanos, Long.MAX_VALUE)
        : window(point);
  }

  private OptionalDouble window(Point now) {
    if (now.wallNanos() - recent.getLast().wallNanos() < APART) {
      return OptionalDouble.empty();
    }
    recent.addLast(now);
    Point begin = recent.getFirst();
    if (now.wallNanos() - begin.wallNanos() < WINDOW) {
      return OptionalDouble.empty();
    }
    while (now.wallNanos() - begin.wallNanos() >= WINDOW) {
      recent.removeFirst();
      Point next = recent.getFirst();
      if (now.wallNanos() - next.wallNanos() < WINDOW) {
        recent.addFirst(begin);
        break;
      }
      begin = next;
    }
    double watts = watts(begin, now);
    mostWatts = OptionalDouble.of(Math.max(mostWatts.orElse(0), watts));
    return warning(watts, budget.amount() * (1 + TOLERANCE), now.wallNanos(), WARNINGS_APART);
  }

  private static double watts(Point begin, Point end) {
    return (end.joules() - begin.joules()) / ((end.wallNanos() - begin.wallNanos()) / SECOND);
  }

  private OptionalDouble warning(double used, double allowed, long wallNanos, long apart) {
    if (used <= allowed || (warned && wallNanos - warnedAt < apart)) {
      return OptionalDouble.empty();
    }
    warned = true;
    warnedAt = wallNanos;
    return OptionalDouble.of(used);
  }

  /**
   * Whether the budget held so far. Energy that could not be told makes it {@link
   * BudgetOutcome.Unwatched}, and discarded samples {@link BudgetOutcome.Degraded}, never {@link
   * BudgetOutcome.Within}.
   */
  public BudgetOutcome outcome() {
    if (reading.isEmpty()) {
      return new BudgetOutcome.Unwatched("no energy was read");
    }
    EnergyReading now = reading.get();
    if (now instanceof EnergyReading.Unavailable unavailable) {
      return new BudgetOutcome.Unwatched(unavailable.reason());
    }
    boolean joules = budget.kind() == EnergyBudget.Kind.JOULES;
    if (!joules && mostWatts.isEmpty() && last.wallNanos() == first.wallNanos()) {
      return new BudgetOutcome.Unwatched("no time passed, so there is no power");
    }
    double used = joules ? last.joules() : mostWatts.orElseGet(() -> watts(first, last));
    double allowed = budget.amount() * (joules ? 1 : 1 + TOLERANCE);
    String said = said(used, now);
    if (used > allowed) {
      return new BudgetOutcome.Exceeded(used / budget.amount() - 1, said);
    }
    if (now instanceof EnergyReading.Measured measured && measured.discarded() > 0) {
      return new BudgetOutcome.Degraded(
          said
              + ", and what was used in "
              + measured.discarded()
              + " discarded samples is not known");
    }
    return new BudgetOutcome.Within(said);
  }

  private String said(double used, EnergyReading now) {
    String unit = budget.kind().unit();
    String when =
        budget.kind() == EnergyBudget.Kind.JOULES
            ? "in all"
            : mostWatts.isPresent() ? "on average in any 10 s at most" : "on average";
    return String.format(
        Locale.ROOT,
        "%.1f %s %s %s; the budget is %.1f %s",
        used,
        unit,
        now instanceof EnergyReading.Measured ? "measured" : "estimated",
        when,
        budget.amount(),
        unit);
  }
}
