package org.bandsaw;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.Figure;
import org.bandsaw.observe.RunContext;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.observe.TelemetryReport;
import org.bandsaw.probe.Ticker;
import org.bandsaw.report.StreamReport;
import org.bandsaw.stage.Stage;
import org.jspecify.annotations.Nullable;

/**
 * Everything that measures a stream, records it and keeps its budgets. Used by one thread at a
 * time.
 */
final class RunMonitor {

  final RunStatistics statistics = new RunStatistics();
  final Listeners listeners;
  final TelemetryMonitor telemetry;
  final ComputeThrottle computeThrottle;
  final BackpressureThrottle backpressure;
  final MemoryMonitor memory;
  final EnergyMonitor energy;

  private final Job job;
  private final Ticker ticker;
  private final long startedAt;
  private long learnNanos;

  /**
   * The books of a run that begins now.
   *
   * @param threads those that the run will have started
   */
  RunMonitor(Job job, RunThreads threads) {
    RunSettings settings = job.settings();
    this.job = job;
    this.ticker = settings.ticker();
    this.telemetry = new TelemetryMonitor(settings, RunContext.Mode.STREAM, threads);
    this.listeners = new Listeners(settings.listeners(), telemetry);
    this.computeThrottle = new ComputeThrottle(settings, listeners);
    this.backpressure = new BackpressureThrottle(settings, listeners);
    this.memory = new MemoryMonitor(settings);
    this.energy = new EnergyMonitor(settings, listeners);
    this.startedAt = ticker.nanoTime();
  }

  /** Bytes that are kept of chunks and decisions, to be reported. */
  long retainedBytes() {
    return statistics.retainedBytes() + listeners.retainedBytes();
  }

  /** Rests a little if a budget asks for it, and answers whether it did. */
  boolean throttle() {
    return computeThrottle.throttle() || energy.throttle();
  }

  /** Learning took so long since the ticker showed a time. */
  void addLearnTime(long before) {
    learnNanos += ticker.nanoTime() - before;
  }

  /** The run ended well. */
  void ended(StreamReport.End how) {
    energy.finish();
    statistics.ended(how, ticker.nanoTime() - startedAt, peakResident());
  }

  /** The run failed. */
  void failed(Throwable problem) {
    statistics.failed(
        problem instanceof BandsawException ours
            ? ours
            : new BandsawException(String.valueOf(problem), problem));
    ended(StreamReport.End.FAILED);
    listeners.publish(new RunEvent.Ended("FAILED", statistics.rowsCommitted()));
  }

  private Figure peakResident() {
    OptionalLong bytes = job.settings().probe().peakResidentBytes();
    return bytes.isPresent()
        ? Figure.known(bytes.getAsLong() / (double) (1 << 20))
        : Figure.unknown("this system does not say");
  }

  /**
   * What was done so far.
   *
   * @param open nothing when the run has not opened its source
   */
  StreamReport report(@Nullable RunResources open) {
    List<String> stageNames = job.pipeline().stages().stream().map(Stage::name).toList();
    List<String> notes = new ArrayList<>(open == null ? List.of() : open.notes());
    notes.addAll(listeners.notes());
    Optional<TelemetryReport> measured = telemetry.report();
    notes.addAll(telemetry.notes());
    int inFlight = job.settings().parallelism() > 1 ? ReadAhead.MAX_IN_FLIGHT : 1;
    return new StreamReport(
        job.settings().name(),
        job.source().name(),
        statistics.rowCounts(stageNames),
        open == null ? List.of() : open.learners().results(open.chain().output()),
        open == null ? 0 : open.source().cellsSetMissing(),
        statistics.end(),
        statistics.chunks(backpressure.transitions(), inFlight),
        open == null ? Map.of() : times(open, stageNames),
        Duration.ofNanos(statistics.durationNanos().orElse(ticker.nanoTime() - startedAt)),
        statistics.peakResident(),
        memory.usage(),
        computeThrottle.outcome(),
        energy.report(statistics.rowsRead(), statistics.chunksCommitted()),
        open == null ? List.of() : open.sinks().rows(),
        measured,
        listeners.decisions(),
        notes,
        statistics.failure(),
        statistics.trained());
  }

  private Map<String, Duration> times(RunResources open, List<String> stageNames) {
    Map<String, Duration> times = new LinkedHashMap<>();
    times.put("read " + open.source().name(), open.source().readTime());
    long[] nanos = open.chain().stageNanos();
    for (int i = 0; i < nanos.length; i++) {
      times.put(stageNames.get(i), Duration.ofNanos(nanos[i]));
    }
    if (!open.learners().isEmpty()) {
      times.put("learn", Duration.ofNanos(learnNanos));
    }
    open.sinks().addTimes(times);
    if (computeThrottle.hasBudget()) {
      times.put("rest", computeThrottle.throttledTime());
    }
    energy.addTimes(times);
    return times;
  }
}
