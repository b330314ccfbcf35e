package org.bandsaw.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.bandsaw.budget.BudgetOutcome;
import org.bandsaw.budget.ComputeBudget;
import org.bandsaw.budget.EnergyBudget;
import org.bandsaw.engine.monitor.RunMonitor;
import org.bandsaw.engine.plan.RunSettings;
import org.bandsaw.observe.RunEvent;
import org.jspecify.annotations.Nullable;

/**
 * Slows a run down to keep its compute and energy budgets and to apply backpressure. It waits in
 * slices of at most 0.2 s; the caller must hold no lock meanwhile. Used by the run's thread; the
 * methods for the report are safe for any thread.
 */
final class RunThrottle {

  private static final Duration MAX_SLICE = Duration.ofMillis(200);

  private final RunSettings settings;
  private final RunMonitor monitor;
  private final @Nullable ComputeThrottle compute;
  private final List<Pacer> pacers = new ArrayList<>();
  private final Map<String, Long> pausedNanos = new LinkedHashMap<>(); // guarded by itself
  private final BackpressureThrottle backpressure;

  RunThrottle(RunSettings settings, RunMonitor monitor) {
    this.settings = settings;
    this.monitor = monitor;
    ComputeBudget computeBudget = settings.compute();
    compute = computeBudget == null ? null : new ComputeThrottle(settings, computeBudget);
    if (compute != null) {
      addPacer(compute);
    }
    EnergyBudget energyBudget = settings.energyBudget();
    if (energyBudget != null && energyBudget.action() == EnergyBudget.Action.PAUSE) {
      addPacer(new EnergyThrottle(energyBudget, monitor.energy, settings.ticker()));
    }
    backpressure = new BackpressureThrottle(settings, monitor.events);
  }

  private void addPacer(Pacer pacer) {
    pacers.add(pacer);
    pausedNanos.put(pacer.timeName(), 0L);
  }

  /**
   * Waits until the next rows may be read.
   *
   * @param stop ends the wait early
   * @return false if the wait ended early
   */
  boolean beforeRead(SourceReader source, BooleanSupplier stop) {
    if (!awaitBudgets(stop)) {
      return false;
    }
    Duration left = backpressure.nextPause(source);
    while (!left.isZero()) {
      if (stop.getAsBoolean()) {
        return false;
      }
      Duration slice = left.compareTo(MAX_SLICE) < 0 ? left : MAX_SLICE;
      InterruptibleSleep.sleep(settings.sleeper(), slice, "waiting to read on");
      left = left.minus(slice);
    }
    backpressure.restart(source);
    return true;
  }

  /**
   * Waits until the budgets allow more work, without reading.
   *
   * @param stop ends the wait early
   * @return false if the wait ended early
   */
  boolean awaitBudgets(BooleanSupplier stop) {
    for (int i = 0; i < pacers.size(); i++) {
      Pacer pacer = pacers.get(i);
      Duration pause = pacer.nextPause();
      if (!pause.isZero()) {
        if (stop.getAsBoolean()) {
          return false;
        }
        pause(pacer, pause);
        i = -1; // all pacers decide again
      }
    }
    return true;
  }

  private void pause(Pacer pacer, Duration time) {
    long before = settings.ticker().nanoTime();
    InterruptibleSleep.sleep(settings.sleeper(), time, pacer.activity());
    long nanos = settings.ticker().nanoTime() - before;
    synchronized (pausedNanos) {
      pausedNanos.merge(pacer.timeName(), nanos, Long::sum);
    }
    monitor.events.publish(new RunEvent.Paused(pacer.reason(), Duration.ofNanos(nanos)));
  }

  /** Records an attempt, whether it was accepted or not. */
  void afterAttempt(int rows, long neededBytes) {
    if (compute != null) {
      compute.processed(rows);
    }
    backpressure.attempted(neededBytes);
  }

  /** Returns the desired number of rows of the next read, reduced by budget and backpressure. */
  int maxRowsToRead(int desired) {
    return Math.min(maxRows(desired), backpressure.maxRows());
  }

  /** Returns the desired number of rows of a chunk, reduced by the compute budget. */
  int maxRows(int desired) {
    return compute == null ? desired : Math.min(desired, compute.maxRows());
  }

  /** Records the last reading, at the end of the run. */
  void finish() {
    if (compute != null) {
      compute.finish();
    }
  }

  /** Returns whether the compute budget held so far. */
  BudgetOutcome computeOutcome() {
    return compute == null ? new BudgetOutcome.NotSet() : compute.outcome();
  }

  /** Returns how often a backpressure strategy changed its limits. */
  long backpressureChanges() {
    return backpressure.transitionCount();
  }

  /** Adds the time spent in pauses, for each budget that may cause them. */
  void addTimes(Map<String, Duration> times) {
    synchronized (pausedNanos) {
      pausedNanos.forEach((name, nanos) -> times.put(name, Duration.ofNanos(nanos)));
    }
  }
}
