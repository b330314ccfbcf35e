package org.bandsaw.control;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.bandsaw.budget.BudgetOutcome;
import org.bandsaw.budget.EnergyBudget;
import org.bandsaw.probe.EnergyReading;

/**
 * Watches whether an {@link EnergyBudget} holds. For a budget in watts it takes the average power
 * of windows that begin and end at readings at least 0.1 s apart and last 10 s or, where readings
 * are rare, longer; a run that is shorter is one window. Remembers some hundred readings. Reads no
 * clock; used by one thread.
 */
public final class EnergyBudgetMonitor {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final long WINDOW_NANOS = 10_000_000_000L;
  private static final long MIN_INTERVAL_NANOS = 100_000_000L;
  private static final long WARNING_INTERVAL_NANOS = 60_000_000_000L;

  /** A pacer keeps the average to a few hundredths; so much is no excess. */
  private static final double TOLERANCE = 0.05;

  private record Sample(long wallNanos, double joules) {}

  private final EnergyBudget budget;
  private final Sample first;
  private final Deque<Sample> recent = new ArrayDeque<>();
  private Sample last;
  private OptionalDouble maxWatts = OptionalDouble.empty();
  private boolean hasWarned;
  private long lastWarningNanos;
  private Optional<EnergyReading> reading = Optional.empty();

  /**
   * A watch that begins with nothing used.
   *
   * @param wallNanos when the meter was opened
   */
  public EnergyBudgetMonitor(EnergyBudget budget, long wallNanos) {
    this.budget = Objects.requireNonNull(budget, "budget");
    this.first = new Sample(wallNanos, 0);
    this.last = first;
    recent.add(first);
  }

  /**
   * Takes the next reading in; not before the one before.
   *
   * @return the joules of the run, or the average watts, when listeners are to be told that they
   *     are too many
   */
  public OptionalDouble record(long wallNanos, EnergyReading now) {
    reading = Optional.of(now);
    if (!now.figure().isKnown()) {
      return OptionalDouble.empty();
    }
    Sample point = new Sample(wallNanos, now.figure().value());
    last = point;
    return budget.kind() == EnergyBudget.Kind.JOULES
        ? checkLimit(point.joules(), budget.amount(), wallNanos, Long.MAX_VALUE)
        : recordPower(point);
  }

  private OptionalDouble recordPower(Sample now) {
    if (now.wallNanos() - recent.getLast().wallNanos() < MIN_INTERVAL_NANOS) {
      return OptionalDouble.empty();
    }
    recent.addLast(now);
    Sample begin = recent.getFirst();
    if (now.wallNanos() - begin.wallNanos() < WINDOW_NANOS) {
      return OptionalDouble.empty();
    }
    while (now.wallNanos() - begin.wallNanos() >= WINDOW_NANOS) {
      recent.removeFirst();
      Sample next = recent.getFirst();
      if (now.wallNanos() - next.wallNanos() < WINDOW_NANOS) {
        recent.addFirst(begin);
        break;
      }
      begin = next;
    }
    double watts = watts(begin, now);
    maxWatts = OptionalDouble.of(Math.max(maxWatts.orElse(0), watts));
    return checkLimit(
        watts, budget.amount() * (1 + TOLERANCE), now.wallNanos(), WARNING_INTERVAL_NANOS);
  }

  private static double watts(Sample begin, Sample end) {
    return (end.joules() - begin.joules())
        / ((end.wallNanos() - begin.wallNanos()) / NANOS_PER_SECOND);
  }

  private OptionalDouble checkLimit(double used, double allowed, long wallNanos, long apart) {
    if (used <= allowed || (hasWarned && wallNanos - lastWarningNanos < apart)) {
      return OptionalDouble.empty();
    }
    hasWarned = true;
    lastWarningNanos = wallNanos;
    return OptionalDouble.of(used);
  }

  /**
   * Whether the budget held so far. Energy that could not be told makes it {@link
   * BudgetOutcome.Unverified}, and discarded samples {@link BudgetOutcome.Degraded}, never {@link
   * BudgetOutcome.Within}.
   */
  public BudgetOutcome outcome() {
    if (reading.isEmpty()) {
      return new BudgetOutcome.Unverified("no energy was read");
    }
    EnergyReading now = reading.get();
    if (now instanceof EnergyReading.Unavailable unavailable) {
      return new BudgetOutcome.Unverified(unavailable.reason());
    }
    boolean joules = budget.kind() == EnergyBudget.Kind.JOULES;
    if (!joules && maxWatts.isEmpty() && last.wallNanos() == first.wallNanos()) {
      return new BudgetOutcome.Unverified("no time passed, so there is no power");
    }
    double used = joules ? last.joules() : maxWatts.orElseGet(() -> watts(first, last));
    double allowed = budget.amount() * (joules ? 1 : 1 + TOLERANCE);
    String said = describeUsage(used, now);
    if (used > allowed) {
      return new BudgetOutcome.Exceeded(used / budget.amount() - 1, said);
    }
    if (now instanceof EnergyReading.Measured measured && measured.discardedSamples() > 0) {
      return new BudgetOutcome.Degraded(
          said
              + ", and what was used in "
              + measured.discardedSamples()
              + " discarded samples is not known");
    }
    return new BudgetOutcome.Within(said);
  }

  private String describeUsage(double used, EnergyReading now) {
    String unit = budget.kind().unit();
    String when =
        budget.kind() == EnergyBudget.Kind.JOULES
            ? "in all"
            : maxWatts.isPresent() ? "on average in any 10 s at most" : "on average";
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
