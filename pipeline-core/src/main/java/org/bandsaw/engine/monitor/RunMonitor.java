package org.bandsaw.engine.monitor;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.Figure;
import org.bandsaw.engine.plan.RunSettings;
import org.bandsaw.observe.RunContext;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.probe.Ticker;
import org.bandsaw.report.StreamReport;

/**
 * Observes a stream or a batch: statistics, events, telemetry, memory and energy. Written by the
 * run's thread; a reader on another thread must hold the lock of the run.
 */
public final class RunMonitor {

  private static final double MEBIBYTE = 1 << 20;

  public final RunStatistics statistics = new RunStatistics();
  public final EventPublisher events;
  public final TelemetryMonitor telemetry;
  public final MemoryMonitor memory;
  public final EnergyMonitor energy;

  private final RunSettings settings;
  private final Ticker ticker;
  private final long startNanos;

  /**
   * Starts to observe a run.
   *
   * @param threads returns the threads that work for the run, in addition to its own
   */
  public RunMonitor(RunSettings settings, RunContext.Mode mode, Supplier<List<Thread>> threads) {
    this.settings = settings;
    this.ticker = settings.ticker();
    this.telemetry = new TelemetryMonitor(settings, mode, threads);
    this.events = new EventPublisher(settings.listeners(), telemetry);
    this.memory = new MemoryMonitor(settings);
    this.energy = new EnergyMonitor(settings, events);
    this.startNanos = ticker.nanoTime();
  }

  /** Returns the bytes of the chunk records and decisions that are kept for the report. */
  public long retainedBytes() {
    return statistics.retainedBytes() + events.retainedBytes();
  }

  /** Records the end of a run that did not fail. */
  public void finished(StreamReport.End how) {
    energy.finish();
    statistics.finished(how, ticker.nanoTime() - startNanos, peakResidentMebibytes());
  }

  /** Records the failure of a run and publishes its end. */
  public void failed(Throwable problem) {
    statistics.failed(
        problem instanceof BandsawException ours
            ? ours
            : new BandsawException(String.valueOf(problem), problem));
    finished(StreamReport.End.FAILED);
    events.publish(new RunEvent.Ended("FAILED", statistics.rowsCommitted()));
  }

  /** Returns the time from the start to the end of the run, or until now. */
  public Duration duration() {
    return Duration.ofNanos(statistics.durationNanos().orElse(ticker.nanoTime() - startNanos));
  }

  private Figure peakResidentMebibytes() {
    OptionalLong bytes = settings.probe().peakResidentBytes();
    return bytes.isPresent()
        ? Figure.known(bytes.getAsLong() / MEBIBYTE)
        : Figure.unknown("this system does not report it");
  }
}
