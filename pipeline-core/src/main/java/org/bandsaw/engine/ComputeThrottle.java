package org.bandsaw.engine;

import java.time.Duration;
import org.bandsaw.budget.BudgetOutcome;
import org.bandsaw.budget.ComputeBudget;
import org.bandsaw.control.ComputeMeter;
import org.bandsaw.control.ComputePacer;
import org.bandsaw.control.ComputeReading;
import org.bandsaw.engine.plan.RunSettings;

/**
 * Keeps the compute budget of a run: decides when it pauses and how many rows a chunk may have.
 * Safe for use by several threads.
 */
final class ComputeThrottle implements Pacer {

  private final RunSettings settings;
  private final ComputePacer pacer;
  private final ComputeMeter meter;
  private final String reason;
  private ComputePacer.State state;
  private long rows;

  /**
   * @throws IllegalStateException if the probe does not report the processor time of the process
   */
  ComputeThrottle(RunSettings settings, ComputeBudget budget) {
    this.settings = settings;
    ComputeReading first = reading();
    this.pacer = ComputePacer.of(budget);
    this.meter = new ComputeMeter(budget, first);
    this.reason = "the process has used its share, " + budget;
    this.state = pacer.initial(first);
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
                            + "), but its probe does not report how much processor time the"
                            + " process has used. Leave the budget out, or use a ResourceProbe"
                            + " that implements processCpuNanos()"));
    return new ComputeReading(
        settings.ticker().nanoTime(), cpuNanos, settings.probe().processors());
  }

  @Override
  public synchronized Duration nextPause() {
    ComputeReading now = reading();
    meter.record(now);
    ComputePacer.Step step = pacer.decide(state, now, rows);
    state = step.next();
    rows = 0;
    return step.pause();
  }

  @Override
  public String reason() {
    return reason;
  }

  @Override
  public String timeName() {
    return "pause for compute budget";
  }

  @Override
  public String activity() {
    return "pausing to keep the compute budget";
  }

  /** Counts rows that were processed since the last decision. */
  synchronized void processed(int count) {
    rows += count;
  }

  /** Returns the maximum number of rows of the next chunk. */
  synchronized int maxRows() {
    return state.maxRows();
  }

  /** Records the last reading, at the end of the run. */
  synchronized void finish() {
    meter.record(reading());
  }

  /** Returns whether the budget held so far. */
  synchronized BudgetOutcome outcome() {
    return meter.outcome();
  }
}
