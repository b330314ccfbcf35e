package org.bandsaw;

import java.time.Duration;
import org.bandsaw.budget.BudgetOutcome;
import org.bandsaw.budget.ComputeBudget;
import org.bandsaw.control.ComputeMeter;
import org.bandsaw.control.ComputePacer;
import org.bandsaw.control.ComputeReading;
import org.bandsaw.observe.RunEvent;
import org.jspecify.annotations.Nullable;

/**
 * Lets a run rest as its compute budget asks. Without a budget it lets everything pass and reads
 * nothing. Used by the run's thread.
 */
final class ComputeThrottle {

  private final RunSettings settings;
  private final Listeners listeners;
  private final @Nullable BudgetState budgetState;
  private long rows;
  private long throttledNanos;

  /** What a run with a budget has. */
  private static final class BudgetState {
    final ComputePacer pacer;
    final ComputeMeter meter;
    final String reason;
    ComputePacer.State state;

    BudgetState(ComputeBudget budget, ComputeReading first) {
      this.pacer = ComputePacer.of(budget);
      this.meter = new ComputeMeter(budget, first);
      this.reason = "the process has used its share, " + budget;
      this.state = pacer.initial(first);
    }
  }

  /**
   * The pace of a run that begins now.
   *
   * @throws IllegalStateException when there is a budget and the probe does not tell the processor
   *     time
   */
  ComputeThrottle(RunSettings settings, Listeners listeners) {
    this.settings = settings;
    this.listeners = listeners;
    ComputeBudget budget = settings.compute();
    this.budgetState = budget == null ? null : new BudgetState(budget, reading());
  }

  private ComputeReading reading() {
    long cpuNanos =
        settings
            .probe()
            .processCpuNanos()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "job '"
                            + settings.name()
                            + "' has a compute budget ("
                            + settings.compute()
                            + "), but its probe does not say how much processor time the process"
                            + " has used. Leave the budget out, or give a ResourceProbe that"
                            + " answers processCpuNanos()"));
    return new ComputeReading(
        settings.ticker().nanoTime(), cpuNanos, settings.probe().processors());
  }

  /**
   * Rests a little if the budget asks for it, and answers whether it did: then it is to be asked
   * again, for the rest may not be over.
   */
  boolean throttle() {
    BudgetState here = budgetState;
    if (here == null) {
      return false;
    }
    ComputeReading now = reading();
    here.meter.record(now);
    ComputePacer.Step step = here.pacer.decide(here.state, now, rows);
    here.state = step.next();
    rows = 0;
    if (step.isReady()) {
      return false;
    }
    long before = settings.ticker().nanoTime();
    InterruptibleSleep.sleep(
        settings.sleeper(), step.pause(), "resting to keep the compute budget");
    long rested = settings.ticker().nanoTime() - before;
    throttledNanos += rested;
    listeners.publish(new RunEvent.Paused(here.reason, Duration.ofNanos(rested)));
    return true;
  }

  /** Rests as long as the budget asks for it. */
  void awaitBudget() {
    boolean resting = throttle();
    while (resting) {
      resting = throttle();
    }
  }

  /** How many rows the next chunk may have when so many are wanted. */
  int maxRows(int wanted) {
    BudgetState here = budgetState;
    return here == null ? wanted : Math.min(wanted, here.state.maxRows());
  }

  /** Rows begin their way. */
  void rowsStarted(int count) {
    rows += count;
  }

  /** Whether there is a budget to keep. */
  boolean hasBudget() {
    return budgetState != null;
  }

  /** The run ends: what was used last counts too. */
  void finish() {
    BudgetState here = budgetState;
    if (here != null) {
      here.meter.record(reading());
    }
  }

  /** Whether the budget held so far. */
  BudgetOutcome outcome() {
    BudgetState here = budgetState;
    return here == null ? new BudgetOutcome.NotSet() : here.meter.outcome();
  }

  /** The time spent resting. */
  Duration throttledTime() {
    return Duration.ofNanos(throttledNanos);
  }
}
