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
import org.bandsaw.observe.RunEvent;
import org.bandsaw.observe.TelemetryReport;
import org.bandsaw.observe.WatchedRun;
import org.bandsaw.probe.Ticker;
import org.bandsaw.stage.Stage;
import org.jspecify.annotations.Nullable;

/**
 * Everything that measures a stream, records it and keeps its budgets. Used by one thread at a
 * time.
 */
final class RunBooks {

  final RunLog log = new RunLog();
  final Listeners listeners;
  final TelemetryLog telemetry;
  final Pace pace;
  final Slowing slowing;
  final MemoryWatch memory;
  final EnergyLog energy;

  private final Job job;
  private final Ticker ticker;
  private final long startedAt;
  private long learnNanos;

  /**
   * The books of a run that begins now.
   *
   * @param threads those that the run will have started
   */
  RunBooks(Job job, RunThreads threads) {
    JobSettings settings = job.settings();
    this.job = job;
    this.ticker = settings.ticker();
    this.telemetry = new TelemetryLog(settings, WatchedRun.Mode.STREAM, threads);
    this.listeners = new Listeners(settings.listeners(), telemetry);
    this.pace = new Pace(settings, listeners);
    this.slowing = new Slowing(settings, listeners);
    this.memory = new MemoryWatch(settings);
    this.energy = new EnergyLog(settings, listeners);
    this.startedAt = ticker.nanoTime();
  }

  /** Bytes that are kept of chunks and decisions, to be reported. */
  long retainedBytes() {
    return log.retainedBytes() + listeners.retainedBytes();
  }

  /** Rests a little if a budget asks for it, and answers whether it did. */
  boolean rests() {
    return pace.rests() || energy.rests();
  }

  /** Learning took so long since the ticker showed a time. */
  void learnedSince(long before) {
    learnNanos += ticker.nanoTime() - before;
  }

  /** The run ended well. */
  void ended(StreamReport.End how) {
    energy.ends();
    log.ended(how, ticker.nanoTime() - startedAt, peakResident());
  }

  /** The run failed. */
  void failed(Throwable problem) {
    log.failed(
        problem instanceof BandsawException ours
            ? ours
            : new BandsawException(String.valueOf(problem), problem));
    ended(StreamReport.End.FAILED);
    listeners.tell(new RunEvent.Ended("FAILED", log.rowsCommitted()));
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
  StreamReport report(@Nullable OpenRun open) {
    List<String> stageNames = job.pipeline().stages().stream().map(Stage::name).toList();
    List<String> notes = new ArrayList<>(open == null ? List.of() : open.notes());
    notes.addAll(listeners.notes());
    Optional<TelemetryReport> measured = telemetry.report();
    notes.addAll(telemetry.notes());
    int inFlight = job.settings().parallelism() > 1 ? ReadAhead.MOST_IN_FLIGHT : 1;
    return new StreamReport(
        job.settings().name(),
        job.source().name(),
        log.rowCounts(stageNames),
        open == null ? List.of() : open.learn().learned(open.chain().output()),
        open == null ? 0 : open.source().cellsSetMissing(),
        log.end(),
        log.chunks(slowing.transitions(), inFlight),
        open == null ? Map.of() : times(open, stageNames),
        Duration.ofNanos(log.tookNanos().orElse(ticker.nanoTime() - startedAt)),
        log.peakResident(),
        memory.use(),
        pace.outcome(),
        energy.report(log.rowsRead(), log.chunksCommitted()),
        open == null ? List.of() : open.sinks().rows(),
        measured,
        listeners.decisions(),
        notes,
        log.failure(),
        log.trained());
  }

  private Map<String, Duration> times(OpenRun open, List<String> stageNames) {
    Map<String, Duration> times = new LinkedHashMap<>();
    times.put("read " + open.source().name(), open.source().took());
    long[] nanos = open.chain().stageNanos();
    for (int i = 0; i < nanos.length; i++) {
      times.put(stageNames.get(i), Duration.ofNanos(nanos[i]));
    }
    if (!open.learn().isEmpty()) {
      times.put("learn", Duration.ofNanos(learnNanos));
    }
    open.sinks().times(times);
    if (pace.isSet()) {
      times.put("rest", pace.rested());
    }
    energy.times(times);
    return times;
  }
}
