package org.bandsaw.engine.monitor;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.bandsaw.budget.BudgetOutcome;
import org.bandsaw.budget.EnergyBudget;
import org.bandsaw.control.EnergyBudgetMonitor;
import org.bandsaw.data.Figure;
import org.bandsaw.engine.plan.RunSettings;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.probe.EnergyMeter;
import org.bandsaw.probe.EnergyReading;
import org.bandsaw.probe.EnergySource;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.Ticker;
import org.bandsaw.report.EnergyReport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Samples the energy of a run, compares it with the budget and reports it. Does nothing without an
 * energy source. A meter that throws is logged and not read again, and the run goes on. Safe for
 * use by several threads.
 */
public final class EnergyMonitor {

  /** Counters change about every millisecond, and reading them costs some tens of microseconds. */
  private static final long MIN_SAMPLE_INTERVAL_NANOS = 5_000_000;

  private static final EnergyReading SAMPLED_TOO_SOON =
      unavailable("not sampled: less than 5 ms since the last sample");
  private static final EnergyReading SHARED_SAMPLE =
      unavailable("sampled together with earlier chunks that were not sampled");
  private static final EnergyReading COUNTER_UNCHANGED =
      unavailable("no energy was counted in this time");
  private static final EnergyReading SAMPLE_DISCARDED =
      unavailable("a sample was discarded in this time");

  private final RunSettings settings;
  private final EventPublisher events;
  private @Nullable ActiveMeter active;

  EnergyMonitor(RunSettings settings, EventPublisher events) {
    this.settings = settings;
    this.events = events;
  }

  private static EnergyReading unavailable(String reason) {
    return new EnergyReading.Unavailable(reason, Optional.empty());
  }

  /** Starts to measure; later calls have no effect. */
  public synchronized void start() {
    EnergySource source = settings.energy();
    if (source != null && active == null) {
      active = new ActiveMeter(source, settings, events);
    }
  }

  /** Takes a sample unless one was taken in the last 5 ms, and returns the energy so far. */
  public synchronized EnergyReading sampleIfDue() {
    ActiveMeter meter = active;
    if (meter == null) {
      return new EnergyReading.NotRequested();
    }
    meter.sampleIfDue();
    return meter.reading;
  }

  /** Takes a sample at a commit and returns the energy since the previous commit. */
  public synchronized EnergyReading sampleAtCommit() {
    ActiveMeter meter = active;
    return meter == null ? new EnergyReading.NotRequested() : meter.sampleAtCommit();
  }

  /** Takes a last sample and closes the meter; later calls have no effect. */
  public synchronized void finish() {
    ActiveMeter meter = active;
    if (meter != null) {
      meter.finish();
    }
  }

  /** Returns the energy used so far. */
  public synchronized EnergyReport report(long rows, long chunks) {
    ActiveMeter meter = active;
    return meter == null ? EnergyReport.NOT_REQUESTED : meter.report(rows, chunks);
  }

  /** The meter of a run that has an energy source. */
  private static final class ActiveMeter {
    private final RunSettings settings;
    private final EventPublisher events;
    private final Ticker ticker;
    private final EnergyMeter meter;
    private final @Nullable EnergyBudgetMonitor budgetMonitor;
    private final OptionalLong processCpuAtStart;
    private final OptionalLong machineCpuAtStart;

    private EnergyReading reading = unavailable("no sample was taken yet");
    private EnergyReading readingAtCommit = reading;
    private Figure attributedJoules = Figure.unknown("the run has not ended");
    private long sampledAt;
    private boolean coversSingleChunk = true;
    private boolean closed;

    ActiveMeter(EnergySource source, RunSettings settings, EventPublisher events) {
      this.settings = settings;
      this.events = events;
      this.ticker = settings.ticker();
      this.meter = source.open(ticker, settings.probe());
      this.sampledAt = ticker.nanoTime();
      ResourceProbe probe = settings.probe();
      this.processCpuAtStart = probe.processCpuNanos();
      this.machineCpuAtStart = probe.machineCpuNanos();
      EnergyBudget budget = settings.energyBudget();
      this.budgetMonitor = budget == null ? null : new EnergyBudgetMonitor(budget, sampledAt);
    }

    private boolean isSampleRecent() {
      return ticker.nanoTime() - sampledAt < MIN_SAMPLE_INTERVAL_NANOS;
    }

    void sampleIfDue() {
      if (!isSampleRecent()) {
        sample();
      }
    }

    private void sample() {
      if (closed) {
        return;
      }
      sampledAt = ticker.nanoTime();
      try {
        reading = meter.read();
      } catch (RuntimeException problem) {
        closed = true;
        logger().warn("the energy meter threw; the run goes on without it", problem);
        reading = unavailable("the energy meter threw " + problem);
        attributedJoules = Figure.unknown("the energy meter threw");
        close();
      }
      publishIfOverBudget();
    }

    private void publishIfOverBudget() {
      EnergyBudget budget = settings.energyBudget();
      if (budgetMonitor == null || budget == null) {
        return;
      }
      OptionalDouble excess = budgetMonitor.record(sampledAt, reading);
      if (excess.isPresent()) {
        events.publish(
            new RunEvent.EnergyOverBudget(
                excess.getAsDouble(),
                budget.amount(),
                budget.kind().unit(),
                reading instanceof EnergyReading.Measured));
      }
    }

    EnergyReading sampleAtCommit() {
      if (isSampleRecent()) {
        coversSingleChunk = false;
        return SAMPLED_TOO_SOON;
      }
      sample();
      EnergyReading used = reading.since(readingAtCommit);
      readingAtCommit = reading;
      if (!coversSingleChunk) {
        coversSingleChunk = true;
        return SHARED_SAMPLE;
      }
      if (used instanceof EnergyReading.Measured measured && measured.discardedSamples() > 0) {
        return SAMPLE_DISCARDED;
      }
      Figure joules = used.figure();
      return joules.isKnown() && joules.value() == 0 ? COUNTER_UNCHANGED : used;
    }

    void finish() {
      if (!closed) {
        sample();
      }
      if (!closed) {
        closed = true;
        attributedJoules = attributeToProcess();
        close();
      }
    }

    private void close() {
      try {
        meter.close();
      } catch (RuntimeException problem) {
        logger().warn("the energy meter threw when it was closed", problem);
      }
    }

    /** Created on failure only: it costs a cold start some milliseconds. */
    private static Logger logger() {
      return LoggerFactory.getLogger(EnergyMonitor.class);
    }

    private Figure attributeToProcess() {
      if (reading instanceof EnergyReading.Unavailable unavailable) {
        return Figure.unknown(unavailable.reason());
      }
      if (!(reading instanceof EnergyReading.Measured measured)) {
        return Figure.unknown("only measured energy is attributed");
      }
      OptionalLong process = settings.probe().processCpuNanos();
      OptionalLong machine = settings.probe().machineCpuNanos();
      if (process.isEmpty()
          || processCpuAtStart.isEmpty()
          || machine.isEmpty()
          || machineCpuAtStart.isEmpty()) {
        return Figure.unknown(
            "this system does not report the processor time of the process and the machine");
      }
      double own = process.getAsLong() - processCpuAtStart.getAsLong();
      double all = machine.getAsLong() - machineCpuAtStart.getAsLong();
      if (all <= 0 || own < 0) {
        return Figure.unknown("the processor time of the machine did not change");
      }
      return Figure.known(measured.joules() * Math.min(1, own / all));
    }

    EnergyReport report(long rows, long chunks) {
      return new EnergyReport(
          reading,
          joulesPer(rows / 1_000.0, "no rows"),
          joulesPer((double) chunks, "no chunks"),
          attributedJoules,
          budgetMonitor == null ? new BudgetOutcome.NotSet() : budgetMonitor.outcome());
    }

    private Figure joulesPer(double count, String none) {
      Figure joules = reading.figure();
      if (!joules.isKnown()) {
        return joules;
      }
      return count > 0 ? Figure.known(joules.value() / count) : Figure.unknown(none);
    }
  }
}
