package org.bandsaw.control;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.bandsaw.budget.BudgetOutcome;
import org.bandsaw.budget.EnergyBudget;
import org.bandsaw.data.Figure;
import org.bandsaw.probe.EnergyReading;

/**
 * Checks whether an {@link EnergyBudget} holds. For a budget in watts it takes the average power of
 * windows. Windows start and end at readings at least 0.1 s apart and last 10 s, or longer if
 * readings are rare; a shorter run is one window. Retains about a hundred readings. Reads no clock.
 * Used by one thread.
 */
public final class EnergyBudgetMonitor {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final long WINDOW_NANOS = 10_000_000_000L;
  private static final long MIN_INTERVAL_NANOS = 100_000_000L;
  private static final long WARNING_INTERVAL_NANOS = 60_000_000_000L;

  /** A pacer keeps the average to within a few hundredths, which is no excess. */
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
   * Creates a monitor that starts at 0 J.
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
   * Adds a reading that is not older than the previous one.
   *
   * @return the joules of the run, or the average watts, if they exceed the budget and listeners
   *     must be warned: once for a budget in joules, at most once a minute for one in watts
   */
  public OptionalDouble record(long wallNanos, EnergyReading now) {
    reading = Optional.of(now);
    if (!now.figure().isKnown()) {
      return OptionalDouble.empty();
    }
    Sample sample = new Sample(wallNanos, now.figure().value());
    last = sample;
    return budget.kind() == EnergyBudget.Kind.JOULES
        ? checkLimit(sample.joules(), budget.amount(), wallNanos, Long.MAX_VALUE)
        : recordPower(sample);
  }

  private OptionalDouble recordPower(Sample now) {
    if (now.wallNanos() - recent.getLast().wallNanos() < MIN_INTERVAL_NANOS) {
      return OptionalDouble.empty();
    }
    recent.addLast(now);
    Sample start = recent.getFirst();
    if (now.wallNanos() - start.wallNanos() < WINDOW_NANOS) {
      return OptionalDouble.empty();
    }
    while (now.wallNanos() - start.wallNanos() >= WINDOW_NANOS) {
      recent.removeFirst();
      Sample next = recent.getFirst();
      if (now.wallNanos() - next.wallNanos() < WINDOW_NANOS) {
        recent.addFirst(start);
        break;
      }
      start = next;
    }
    double watts = watts(start, now);
    maxWatts = OptionalDouble.of(Math.max(maxWatts.orElse(0), watts));
    return checkLimit(
        watts, budget.amount() * (1 + TOLERANCE), now.wallNanos(), WARNING_INTERVAL_NANOS);
  }

  private static double watts(Sample start, Sample end) {
    return (end.joules() - start.joules())
        / ((end.wallNanos() - start.wallNanos()) / NANOS_PER_SECOND);
  }

  private OptionalDouble checkLimit(
      double used, double limit, long wallNanos, long warningInterval) {
    if (used <= limit || (hasWarned && wallNanos - lastWarningNanos < warningInterval)) {
      return OptionalDouble.empty();
    }
    hasWarned = true;
    lastWarningNanos = wallNanos;
    return OptionalDouble.of(used);
  }

  /**
   * Returns whether the budget held so far. It is {@link BudgetOutcome.Unverified} if the energy is
   * unavailable, and {@link BudgetOutcome.Degraded} if samples were discarded; never {@link
   * BudgetOutcome.Within} then.
   */
  public BudgetOutcome outcome() {
    if (reading.isEmpty()) {
      return new BudgetOutcome.Unverified("no energy was read");
    }
    EnergyReading now = reading.get();
    if (now.figure() instanceof Figure.Unknown unknown) {
      return new BudgetOutcome.Unverified(unknown.reason());
    }
    boolean joules = budget.kind() == EnergyBudget.Kind.JOULES;
    if (!joules && maxWatts.isEmpty() && last.wallNanos() == first.wallNanos()) {
      return new BudgetOutcome.Unverified("no time passed, so there is no power");
    }
    double used = joules ? last.joules() : maxWatts.orElseGet(() -> watts(first, last));
    double limit = budget.amount() * (joules ? 1 : 1 + TOLERANCE);
    String usage = describeUsage(used, now);
    if (used > limit) {
      return new BudgetOutcome.Exceeded(used / budget.amount() - 1, usage);
    }
    if (now instanceof EnergyReading.Measured measured && measured.discardedSamples() > 0) {
      return new BudgetOutcome.Degraded(
          usage
              + ", without the energy of "
              + measured.discardedSamples()
              + " discarded samples, which is unknown");
    }
    return new BudgetOutcome.Within(usage);
  }

  private String describeUsage(double used, EnergyReading now) {
    String unit = budget.kind().unit();
    String scope =
        budget.kind() == EnergyBudget.Kind.JOULES
            ? "in total"
            : maxWatts.isPresent() ? "on average in any 10 s at most" : "on average";
    return String.format(
        Locale.ROOT,
        "%.1f %s %s %s; the budget is %.1f %s",
        used,
        unit,
        now instanceof EnergyReading.Measured ? "measured" : "estimated",
        scope,
        budget.amount(),
        unit);
  }
}
