package org.bandsaw;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.bandsaw.control.BudgetOutcome;
import org.bandsaw.control.EnergyBudget;
import org.bandsaw.control.EnergyPacer;
import org.bandsaw.control.EnergyWatch;
import org.bandsaw.data.Figure;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.probe.EnergyMeter;
import org.bandsaw.probe.EnergyReading;
import org.bandsaw.probe.EnergySource;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.Ticker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Samples the energy of a run, keeps its budget and makes its report. Without a source it does
 * nothing. A meter that throws is logged and not asked again, and the run goes on. Used by the
 * run's thread.
 */
final class EnergyLog {

  /** Counters move about each millisecond, and reading them costs some tens of microseconds. */
  private static final long APART_NANOS = 5_000_000;

  private static final EnergyReading TOO_SOON =
      unavailable("not sampled: less than 5 ms since the sample before");
  private static final EnergyReading SHARED =
      unavailable("sampled together with chunks before it that were not");
  private static final EnergyReading NOT_MOVED = unavailable("no energy was counted in this time");
  private static final EnergyReading DISCARDED = unavailable("a sample was discarded in this time");

  private final JobSettings settings;
  private final Listeners listeners;
  private @Nullable Metered metered;

  EnergyLog(JobSettings settings, Listeners listeners) {
    this.settings = settings;
    this.listeners = listeners;
  }

  /** Begins to count, once. */
  void begins() {
    EnergySource source = settings.energy();
    if (source != null && metered == null) {
      metered = new Metered(source, settings, listeners);
    }
  }

  private static EnergyReading unavailable(String reason) {
    return new EnergyReading.Unavailable(reason, Optional.empty());
  }

  /** Samples at a commit: what was used since the commit before. */
  EnergyReading committed() {
    Metered here = metered;
    return here == null ? EnergyReading.Unavailable.NOT_ASKED : here.committed();
  }

  /** Rests a little if the budget asks for it, and answers whether it did; see {@link Pace}. */
  boolean rests() {
    Metered here = metered;
    return here != null && here.rests();
  }

  /** Samples, and rests as long as the budget asks for it. */
  void rest() {
    Metered here = metered;
    if (here != null) {
      here.sampleUnlessFresh();
      boolean resting = here.rests();
      while (resting) {
        resting = here.rests();
      }
    }
  }

  /** Takes a last sample and closes the meter, once. */
  void ends() {
    Metered here = metered;
    if (here != null) {
      here.ends();
    }
  }

  /** Adds the time spent resting where a budget may ask for it. */
  void times(Map<String, Duration> times) {
    Metered here = metered;
    if (here != null && here.pacer != null) {
      times.put("rest for energy", Duration.ofNanos(here.restedNanos));
    }
  }

  /** What was used so far. */
  EnergyReport report(long rows, long chunks) {
    Metered here = metered;
    return here == null ? EnergyReport.NOT_ASKED : here.report(rows, chunks);
  }

  /** What a run with a source has. */
  private static final class Metered {
    private final JobSettings settings;
    private final Listeners listeners;
    private final Ticker ticker;
    private final EnergyMeter meter;
    private final @Nullable EnergyWatch watch;
    private final OptionalLong processBefore;
    private final OptionalLong machineBefore;
    final @Nullable EnergyPacer pacer;
    long restedNanos;

    private EnergyPacer.@Nullable State pace;
    private EnergyReading reading = unavailable("no sample was taken yet");
    private EnergyReading atCommit = reading;
    private Figure attributed = Figure.unknown("the run has not ended");
    private long sampledAt;
    private boolean alone = true;
    private boolean over;

    Metered(EnergySource source, JobSettings settings, Listeners listeners) {
      this.settings = settings;
      this.listeners = listeners;
      this.ticker = settings.ticker();
      this.meter = source.open(ticker, settings.probe());
      this.sampledAt = ticker.nanoTime();
      ResourceProbe probe = settings.probe();
      this.processBefore = probe.processCpuNanos();
      this.machineBefore = probe.machineCpuNanos();
      EnergyBudget budget = settings.energyBudget();
      this.watch = budget == null ? null : new EnergyWatch(budget, sampledAt);
      this.pacer =
          budget != null && budget.answer() == EnergyBudget.Answer.PAUSE
              ? EnergyPacer.of(budget)
              : null;
      this.pace = pacer == null ? null : pacer.initial(sampledAt);
    }

    private boolean isFresh() {
      return ticker.nanoTime() - sampledAt < APART_NANOS;
    }

    void sampleUnlessFresh() {
      if (!isFresh()) {
        sample();
      }
    }

    private void sample() {
      if (over) {
        return;
      }
      sampledAt = ticker.nanoTime();
      try {
        reading = meter.read();
      } catch (RuntimeException problem) {
        over = true;
        logger().warn("the energy meter threw; the run goes on without it", problem);
        reading = unavailable("the energy meter threw " + problem);
        attributed = Figure.unknown("the energy meter threw");
        close();
      }
      warn();
    }

    private void warn() {
      EnergyBudget budget = settings.energyBudget();
      if (watch == null || budget == null) {
        return;
      }
      OptionalDouble tooMuch = watch.see(sampledAt, reading);
      if (tooMuch.isPresent()) {
        listeners.tell(
            new RunEvent.EnergyOverBudget(
                tooMuch.getAsDouble(),
                budget.amount(),
                budget.kind().unit(),
                reading instanceof EnergyReading.Measured));
      }
    }

    EnergyReading committed() {
      if (isFresh()) {
        alone = false;
        return TOO_SOON;
      }
      sample();
      EnergyReading used = reading.since(atCommit);
      atCommit = reading;
      if (!alone) {
        alone = true;
        return SHARED;
      }
      if (used instanceof EnergyReading.Measured measured && measured.discarded() > 0) {
        return DISCARDED;
      }
      Figure joules = used.figure();
      return joules.isKnown() && joules.value() == 0 ? NOT_MOVED : used;
    }

    boolean rests() {
      if (pacer == null || pace == null) {
        return false;
      }
      sampleUnlessFresh();
      if (!reading.figure().isKnown()) {
        return false;
      }
      long before = ticker.nanoTime();
      EnergyPacer.Step step = pacer.decide(pace, before, reading.figure().value());
      pace = step.next();
      if (step.goesOn()) {
        return false;
      }
      Naps.sleep(settings.sleeper(), step.pause(), "resting to keep the energy budget");
      long rested = ticker.nanoTime() - before;
      restedNanos += rested;
      listeners.tell(
          new RunEvent.Paused(
              "the energy budget is used up, " + settings.energyBudget(),
              Duration.ofNanos(rested)));
      return true;
    }

    void ends() {
      if (!over) {
        sample();
      }
      if (!over) {
        over = true;
        attributed = attribute();
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
      return LoggerFactory.getLogger(EnergyLog.class);
    }

    private Figure attribute() {
      if (reading instanceof EnergyReading.Unavailable unavailable) {
        return Figure.unknown(unavailable.reason());
      }
      if (!(reading instanceof EnergyReading.Measured measured)) {
        return Figure.unknown("only what was measured is attributed");
      }
      OptionalLong process = settings.probe().processCpuNanos();
      OptionalLong machine = settings.probe().machineCpuNanos();
      if (process.isEmpty()
          || processBefore.isEmpty()
          || machine.isEmpty()
          || machineBefore.isEmpty()) {
        return Figure.unknown(
            "this system does not say how much processor time the process and the machine used");
      }
      double own = process.getAsLong() - processBefore.getAsLong();
      double all = machine.getAsLong() - machineBefore.getAsLong();
      if (all <= 0 || own < 0) {
        return Figure.unknown("the processor time of the machine did not move");
      }
      return Figure.known(measured.joules() * Math.min(1, own / all));
    }

    EnergyReport report(long rows, long chunks) {
      return new EnergyReport(
          reading,
          perEach(rows / 1_000.0, "no rows"),
          perEach((double) chunks, "no chunks"),
          attributed,
          watch == null ? new BudgetOutcome.NotSet() : watch.outcome());
    }

    private Figure perEach(double count, String none) {
      Figure joules = reading.figure();
      if (!joules.isKnown()) {
        return joules;
      }
      return count > 0 ? Figure.known(joules.value() / count) : Figure.unknown(none);
    }
  }
}
