package org.bandsaw;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.bandsaw.budget.BudgetOutcome;
import org.bandsaw.budget.EnergyBudget;
import org.bandsaw.control.EnergyBudgetMonitor;
import org.bandsaw.control.EnergyPacer;
import org.bandsaw.data.Figure;
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
 * Samples the energy of a run, keeps its budget and makes its report. Without a source it does
 * nothing. A meter that throws is logged and not asked again, and the run goes on. Used by the
 * run's thread.
 */
final class EnergyMonitor {

  /** Counters move about each millisecond, and reading them costs some tens of microseconds. */
  private static final long MIN_SAMPLE_INTERVAL_NANOS = 5_000_000;

  private static final EnergyReading SAMPLED_TOO_SOON =
      unavailable("not sampled: less than 5 ms since the sample before");
  private static final EnergyReading SHARED_SAMPLE =
      unavailable("sampled together with chunks before it that were not");
  private static final EnergyReading COUNTER_UNCHANGED =
      unavailable("no energy was counted in this time");
  private static final EnergyReading SAMPLE_DISCARDED =
      unavailable("a sample was discarded in this time");

  private final RunSettings settings;
  private final Listeners listeners;
  private @Nullable ActiveMeter active;

  EnergyMonitor(RunSettings settings, Listeners listeners) {
    this.settings = settings;
    this.listeners = listeners;
  }

  /** Begins to count, once. */
  void start() {
    EnergySource source = settings.energy();
    if (source != null && active == null) {
      active = new ActiveMeter(source, settings, listeners);
    }
  }

  private static EnergyReading unavailable(String reason) {
    return new EnergyReading.Unavailable(reason, Optional.empty());
  }

  /** Samples at a commit: what was used since the commit before. */
  EnergyReading sampleAtCommit() {
    ActiveMeter here = active;
    return here == null ? new EnergyReading.NotRequested() : here.sampleAtCommit();
  }

  /**
   * Rests a little if the budget asks for it, and answers whether it did; see {@link
   * ComputeThrottle}.
   */
  boolean throttle() {
    ActiveMeter here = active;
    return here != null && here.throttle();
  }

  /** Samples, and rests as long as the budget asks for it. */
  void awaitBudget() {
    ActiveMeter here = active;
    if (here != null) {
      here.sampleIfDue();
      boolean resting = here.throttle();
      while (resting) {
        resting = here.throttle();
      }
    }
  }

  /** Takes a last sample and closes the meter, once. */
  void finish() {
    ActiveMeter here = active;
    if (here != null) {
      here.finish();
    }
  }

  /** Adds the time spent resting where a budget may ask for it. */
  void addTimes(Map<String, Duration> times) {
    ActiveMeter here = active;
    if (here != null && here.pacer != null) {
      times.put("rest for energy", Duration.ofNanos(here.throttledNanos));
    }
  }

  /** What was used so far. */
  EnergyReport report(long rows, long chunks) {
    ActiveMeter here = active;
    return here == null ? EnergyReport.NOT_REQUESTED : here.report(rows, chunks);
  }

  /** What a run with a source has. */
  private static final class ActiveMeter {
    private final RunSettings settings;
    private final Listeners listeners;
    private final Ticker ticker;
    private final EnergyMeter meter;
    private final @Nullable EnergyBudgetMonitor watch;
    private final OptionalLong processCpuBefore;
    private final OptionalLong machineCpuBefore;
    final @Nullable EnergyPacer pacer;
    long throttledNanos;

    private EnergyPacer.@Nullable State pacerState;
    private EnergyReading reading = unavailable("no sample was taken yet");
    private EnergyReading readingAtCommit = reading;
    private Figure attributedJoules = Figure.unknown("the run has not ended");
    private long sampledAt;
    private boolean coversSingleChunk = true;
    private boolean closed;

    ActiveMeter(EnergySource source, RunSettings settings, Listeners listeners) {
      this.settings = settings;
      this.listeners = listeners;
      this.ticker = settings.ticker();
      this.meter = source.open(ticker, settings.probe());
      this.sampledAt = ticker.nanoTime();
      ResourceProbe probe = settings.probe();
      this.processCpuBefore = probe.processCpuNanos();
      this.machineCpuBefore = probe.machineCpuNanos();
      EnergyBudget budget = settings.energyBudget();
      this.watch = budget == null ? null : new EnergyBudgetMonitor(budget, sampledAt);
      this.pacer =
          budget != null && budget.action() == EnergyBudget.Action.PAUSE
              ? EnergyPacer.of(budget)
              : null;
      this.pacerState = pacer == null ? null : pacer.initial(sampledAt);
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
      if (watch == null || budget == null) {
        return;
      }
      OptionalDouble tooMuch = watch.record(sampledAt, reading);
      if (tooMuch.isPresent()) {
        listeners.publish(
            new RunEvent.EnergyOverBudget(
                tooMuch.getAsDouble(),
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

    boolean throttle() {
      if (pacer == null || pacerState == null) {
        return false;
      }
      sampleIfDue();
      if (!reading.figure().isKnown()) {
        return false;
      }
      long before = ticker.nanoTime();
      EnergyPacer.Step step = pacer.decide(pacerState, before, reading.figure().value());
      pacerState = step.next();
      if (step.isReady()) {
        return false;
      }
      InterruptibleSleep.sleep(
          settings.sleeper(), step.pause(), "resting to keep the energy budget");
      long rested = ticker.nanoTime() - before;
      throttledNanos += rested;
      listeners.publish(
          new RunEvent.Paused(
              "the energy budget is used up, " + settings.energyBudget(),
              Duration.ofNanos(rested)));
      return true;
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

    /** Looked up when something fails: the look-up costs a cold start some milliseconds. */
    private static Logger logger() {
      return LoggerFactory.getLogger(EnergyMonitor.class);
    }

    private Figure attributeToProcess() {
      if (reading instanceof EnergyReading.Unavailable unavailable) {
        return Figure.unknown(unavailable.reason());
      }
      if (!(reading instanceof EnergyReading.Measured measured)) {
        return Figure.unknown("only what was measured is attributed");
      }
      OptionalLong process = settings.probe().processCpuNanos();
      OptionalLong machine = settings.probe().machineCpuNanos();
      if (process.isEmpty()
          || processCpuBefore.isEmpty()
          || machine.isEmpty()
          || machineCpuBefore.isEmpty()) {
        return Figure.unknown(
            "this system does not say how much processor time the process and the machine used");
      }
      double own = process.getAsLong() - processCpuBefore.getAsLong();
      double all = machine.getAsLong() - machineCpuBefore.getAsLong();
      if (all <= 0 || own < 0) {
        return Figure.unknown("the processor time of the machine did not move");
      }
      return Figure.known(measured.joules() * Math.min(1, own / all));
    }

    EnergyReport report(long rows, long chunks) {
      return new EnergyReport(
          reading,
          joulesPer(rows / 1_000.0, "no rows"),
          joulesPer((double) chunks, "no chunks"),
          attributedJoules,
          watch == null ? new BudgetOutcome.NotSet() : watch.outcome());
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
