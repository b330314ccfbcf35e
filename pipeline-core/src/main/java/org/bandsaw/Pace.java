package org.bandsaw;

import java.time.Duration;
import org.bandsaw.control.BudgetOutcome;
import org.bandsaw.control.ComputeBudget;
import org.bandsaw.control.ComputeMeter;
import org.bandsaw.control.ComputePacer;
import org.bandsaw.control.ComputeReading;
import org.bandsaw.control.PaceState;
import org.bandsaw.control.PaceStep;
import org.bandsaw.observe.RunEvent;
import org.jspecify.annotations.Nullable;

/**
 * Lets a run rest as its compute budget asks. Without a budget it lets everything pass and reads
 * nothing. Used by the run's thread.
 */
final class Pace {

  private final JobSettings settings;
  private final Listeners listeners;
  private final @Nullable Paced paced;
  private long rows;
  private long restedNanos;

  /** What a run with a budget has. */
  private static final class Paced {
    final ComputePacer pacer;
    final ComputeMeter meter;
    final String reason;
    PaceState state;

    Paced(ComputeBudget budget, ComputeReading first) {
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
  Pace(JobSettings settings, Listeners listeners) {
    this.settings = settings;
    this.listeners = listeners;
    ComputeBudget budget = settings.compute();
    this.paced = budget == null ? null : new Paced(budget, reading());
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
  boolean rests() {
    Paced here = paced;
    if (here == null) {
      return false;
    }
    ComputeReading now = reading();
    here.meter.see(now);
    PaceStep step = here.pacer.decide(here.state, now, rows);
    here.state = step.next();
    rows = 0;
    if (step.goesOn()) {
      return false;
    }
    long before = settings.ticker().nanoTime();
    Naps.sleep(settings.sleeper(), step.pause(), "resting to keep the compute budget");
    long rested = settings.ticker().nanoTime() - before;
    restedNanos += rested;
    listeners.tell(new RunEvent.Paused(here.reason, Duration.ofNanos(rested)));
    return true;
  }

  /** Rests as long as the budget asks for it. */
  void rest() {
    boolean resting = rests();
    while (resting) {
      resting = rests();
    }
  }

  /** How many rows the next chunk may have when so many are wanted. */
  int mostRows(int wanted) {
    Paced here = paced;
    return here == null ? wanted : Math.min(wanted, here.state.mostRows());
  }

  /** Rows begin their way. */
  void begins(int count) {
    rows += count;
  }

  /** Whether there is a budget to keep. */
  boolean isSet() {
    return paced != null;
  }

  /** The run ends: what was used last counts too. */
  void ends() {
    Paced here = paced;
    if (here != null) {
      here.meter.see(reading());
    }
  }

  /** Whether the budget held so far. */
  BudgetOutcome outcome() {
    Paced here = paced;
    return here == null ? new BudgetOutcome.NotSet() : here.meter.outcome();
  }

  /** The time spent resting. */
  Duration rested() {
    return Duration.ofNanos(restedNanos);
  }
}
