package org.bandsaw;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.bandsaw.control.BudgetExceededException;
import org.bandsaw.control.ChunkController;
import org.bandsaw.control.ChunkReading;
import org.bandsaw.control.ControllerState;
import org.bandsaw.control.Decision;
import org.bandsaw.control.Step;
import org.bandsaw.control.Step.Cause;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Figure;
import org.bandsaw.data.Schema;
import org.bandsaw.data.Vector;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.observe.TelemetryReport;
import org.bandsaw.observe.WatchedRun;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.Ticker;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageChain;
import org.bandsaw.state.FrozenState;
import org.bandsaw.trained.TrainedPipeline;
import org.jspecify.annotations.Nullable;

/**
 * The way of a chunk: read, stages, measure, decide, and then either split and try again or commit,
 * learn, write. What stands before the commit may happen twice for a row, what stands behind it
 * happens once. Used by one thread at a time; {@link #report} may be called by others.
 */
final class StreamRun implements AutoCloseable {

  /** What the library's classes hold in static tables. */
  static final long LIBRARY_BYTES = 64 << 10;

  /** Rows that wait for an attempt: a chunk as read, or a part of one that was split. */
  private record Piece(Chunk chunk, long number, int attempt, boolean fromReader) {

    Piece again() {
      return new Piece(chunk, number, attempt + 1, fromReader);
    }
  }

  /** Rows that went through the stages and were accepted, but not committed yet. */
  private record Prepared(Piece piece, Chunk rows, long allocated, long held, long startedAt) {}

  private final Job job;
  private final Pipeline pipeline;
  private final Ticker ticker;
  private final ResourceProbe probe;
  private final RunThreads threads = new RunThreads();
  private final WorkerThreads workers;
  private final ChunkController controller;
  private final RunLog log;
  private final TelemetryLog telemetry;
  private final Listeners listeners;
  private final Pace pace;
  private final Slowing slowing;
  private final MemoryWatch memory;
  private final EnergyLog energy;
  private final Changes changes;
  private final Deque<Piece> waiting = new ArrayDeque<>();
  private final long startedAt;

  private @Nullable Opened opened;
  private ControllerState state;
  private @Nullable Prepared prepared;
  private long chunksRead;
  private long learnNanos;
  private Schema lastOutput = Schema.empty();
  private boolean ended;

  /** Everything that is open while the run goes on. */
  private record Opened(
      SourceRun source, StageChain chain, LearnGroup learn, SinkGroup sinks, List<String> notes) {}

  StreamRun(Job job) {
    this.job = job;
    this.pipeline = job.pipeline();
    JobSettings settings = job.settings();
    this.ticker = settings.ticker();
    this.probe = settings.probe();
    this.workers = new WorkerThreads(settings, threads);
    this.controller =
        ChunkController.of(settings.memory(), settings.chunks())
            .compute(settings.compute())
            .readingAhead(settings.parallelism() > 1);
    this.state = controller.initial();
    this.log = new RunLog();
    this.telemetry = new TelemetryLog(settings, WatchedRun.Mode.STREAM, threads);
    this.listeners = new Listeners(settings.listeners(), telemetry);
    this.pace = new Pace(settings, listeners);
    this.slowing = new Slowing(settings, listeners);
    this.memory = new MemoryWatch(settings);
    this.energy = new EnergyLog(settings, listeners);
    this.changes = new Changes(settings, listeners, state);
    this.startedAt = ticker.nanoTime();
  }

  // ---- opening

  private Opened opened() {
    Opened present = opened;
    if (present == null) {
      energy.begins();
      present = open();
      opened = present;
    }
    return present;
  }

  /**
   * Opens the source first and the sinks last, so that a mistake is found before a file is made.
   */
  private Opened open() {
    Opening.requireStreamable(pipeline);
    JobSettings settings = job.settings();
    SourceRun source = SourceRun.open(job, threads);
    @Nullable SinkGroup sinks = null;
    try {
      Schema input = source.schema();
      Opening.Checked checked = Opening.check(pipeline, input);
      StageChain chain = StageChain.open(pipeline.stages(), input, ticker, workers);
      lastOutput = chain.output();
      LearnGroup learn = LearnGroup.open(pipeline, chain.output());
      sinks = SinkGroup.open(settings.sinks(), chain.output(), learn.predictionColumns(), ticker);
      listeners.tell(
          new RunEvent.Started(
              settings.name(),
              source.name(),
              input.names(),
              settings.memory().bytes(),
              pace.mostRows(state.nextRows())));
      return new Opened(source, chain, learn, sinks, checked.notes());
    } catch (RuntimeException | Error problem) {
      SourceRun.closeAfter(problem, source);
      if (sinks != null) {
        SourceRun.closeAfter(problem, sinks);
      }
      throw problem;
    }
  }

  // ---- the loop

  /** Goes on to the end of the source. */
  void runToEnd() {
    while (prepare()) {
      commit();
    }
    finish(StreamReport.End.SOURCE_ENDED);
  }

  /**
   * Takes the next rows through the stages until some are accepted; answers false at the end of the
   * source.
   */
  boolean prepare() {
    while (true) {
      Progress progress = advance();
      if (progress != Progress.NOTHING_YET) {
        return progress == Progress.PREPARED;
      }
    }
  }

  /** How far a call of {@link #advance} came. */
  enum Progress {
    PREPARED,
    NOTHING_YET,
    END_OF_SOURCE
  }

  /** As {@link #prepare}, but comes back when the source has nothing yet, or after a rest. */
  Progress advance() {
    try {
      Opened open = opened();
      while (true) {
        if (pace.rests() || energy.rests()) {
          return Progress.NOTHING_YET;
        }
        Piece piece = waiting.poll();
        if (piece == null) {
          Optional<Chunk> chunk = read(open);
          if (chunk.isEmpty()) {
            return Progress.END_OF_SOURCE;
          }
          if (chunk.get().rowCount() == 0) {
            return Progress.NOTHING_YET;
          }
          piece = new Piece(chunk.get(), ++chunksRead, 1, true);
          state = controller.newChunk(state);
        }
        pace.begins(piece.chunk().rowCount());
        if (attempt(open, piece)) {
          return Progress.PREPARED;
        }
      }
    } catch (RuntimeException | Error problem) {
      throw failed(problem);
    }
  }

  /** Reads on, after the wait and with the rows that backpressure allows. */
  private Optional<Chunk> read(Opened open) {
    Duration wait = slowing.pause(open.source);
    if (!wait.isZero()) {
      pause(wait);
    }
    slowing.restart();
    Optional<Chunk> chunk =
        open.source.next(Math.min(pace.mostRows(state.nextRows()), slowing.rows()));
    chunk.ifPresent(slowing::read);
    return chunk;
  }

  /** Tries a piece; answers whether it was accepted. If not, its halves wait in front. */
  private boolean attempt(Opened open, Piece piece) {
    Chunk chunk = piece.chunk();
    long begun = ticker.nanoTime();
    open.chain.mark();
    long heldBefore = held(open) + chunk.retainedBytes();
    OptionalLong allocatedBefore = workers.allocatedBytes();
    Chunk rows = open.chain.process(chunk, piece.number());
    OptionalLong allocatedAfter = workers.allocatedBytes();
    boolean counted = allocatedBefore.isPresent() && allocatedAfter.isPresent();
    long allocated = counted ? allocatedAfter.getAsLong() - allocatedBefore.getAsLong() : -1;
    long held = held(open) + chunk.retainedBytes();
    ChunkReading reading =
        new ChunkReading(
            chunk.rowCount(),
            Math.max(0, allocated),
            heldBefore,
            held,
            open.sinks.retainedBytes(),
            memory.observed());
    slowing.needed(reading.neededBytes());
    Step step = controller.decide(state, reading);
    state = step.next();
    if (changes.see(piece.number(), reading, step)) {
      memory.meter().fewerInFlight();
    }
    open.source.readsAhead(state.measures().readsAhead());
    Decision decision = step.decision();
    if (decision instanceof Decision.Split split) {
      memory.meter().thrownAway(reading.neededBytes());
      splitUp(open, piece, split, reading.neededBytes());
      return false;
    }
    if (decision instanceof Decision.Pause wait) {
      memory.meter().thrownAway(reading.neededBytes());
      memory.meter().paused();
      open.chain.rollback();
      waiting.addFirst(piece.again());
      pauseForMemory(piece, wait, reading, step.cause());
      return false;
    }
    if (decision instanceof Decision.Refuse refuse) {
      memory.meter().thrownAway(reading.neededBytes());
      throw refused(open, piece, reading, refuse.neededBytes());
    }
    if (decision instanceof Decision.Accept accept) {
      log.overrun();
      memory.meter().overrun(reading.neededBytes());
      listeners.tell(
          new RunEvent.Overrun(
              piece.number(),
              chunk.firstSourceRow(),
              chunk.rowCount(),
              accept.neededBytes(),
              job.settings().memory().bytes()));
    } else {
      memory.meter().kept(reading.neededBytes());
    }
    prepared = new Prepared(piece, rows, allocated, held, begun);
    return true;
  }

  private void splitUp(Opened open, Piece piece, Decision.Split split, long needed) {
    open.chain.rollback();
    Chunk chunk = piece.chunk();
    log.split();
    listeners.tell(
        new RunEvent.Split(
            piece.number(),
            chunk.firstSourceRow(),
            chunk.rowCount(),
            needed,
            job.settings().memory().bytes(),
            piece.attempt()));
    int cut = split.firstRows();
    int attempt = piece.attempt() + 1;
    Chunk rest = chunk.slice(cut, chunk.rowCount());
    Chunk first = chunk.slice(0, cut);
    if (piece.fromReader()) {
      open.source.release(chunk);
    }
    waiting.addFirst(new Piece(rest, piece.number(), attempt, false));
    waiting.addFirst(new Piece(first, piece.number(), attempt, false));
    pause(split.pause());
  }

  private void pauseForMemory(Piece piece, Decision.Pause wait, ChunkReading reading, Cause cause) {
    long before = ticker.nanoTime();
    pause(wait.time());
    String why =
        cause == Cause.MACHINE_SHORT
            ? "the machine is almost full, " + reading.observed()
            : String.format(
                Locale.ROOT,
                "%d of %d bytes needed, of which %d may come free",
                wait.neededBytes(),
                job.settings().memory().bytes(),
                reading.passingBytes());
    listeners.tell(
        new RunEvent.Paused(
            "chunk " + piece.number() + " (" + piece.chunk() + ") waits for memory: " + why,
            Duration.ofNanos(ticker.nanoTime() - before)));
  }

  /** Puts a piece back that must not pass, and says what it needs and who holds the rest. */
  private BudgetExceededException refused(
      Opened open, Piece piece, ChunkReading reading, long needed) {
    Chunk chunk = piece.chunk();
    Map<String, Long> parts = new LinkedHashMap<>();
    parts.put("the rows as read", chunk.retainedBytes());
    parts.put("the attempt", needed - reading.heldBefore());
    parts.put("the reader", open.source.retainedBytes());
    parts.put("stages", open.chain.retainedBytes());
    parts.put("learners", open.learn.retainedBytes());
    parts.put("sinks", open.sinks.retainedBytes());
    parts.put("waiting parts", waitingBytes());
    parts.put("the report", reportBytes());
    parts.put("the library", LIBRARY_BYTES);
    open.chain.rollback();
    long budget = job.settings().memory().bytes();
    listeners.tell(
        new RunEvent.Refused(
            piece.number(), chunk.firstSourceRow(), chunk.rowCount(), needed, budget));
    return new BudgetExceededException(
        "chunk " + piece.number() + " (" + chunk + ")",
        needed,
        budget,
        parts,
        "Raise the budget, or let ChunkPolicy accept overruns");
  }

  private void pause(Duration time) {
    try {
      job.settings().sleeper().sleep(time);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new RunCancelledException(
          "interrupted while waiting to read on or to try a chunk again", interrupted);
    }
  }

  private long held(Opened open) {
    long sum = open.source.retainedBytes() + open.chain.retainedBytes();
    sum += open.sinks.retainedBytes() + open.learn.retainedBytes();
    return sum + waitingBytes() + reportBytes() + LIBRARY_BYTES;
  }

  /** What the report keeps of chunks and decisions. */
  private long reportBytes() {
    return log.retainedBytes() + listeners.retainedBytes();
  }

  private long waitingBytes() {
    long sum = 0;
    for (Piece piece : waiting) {
      sum += piece.chunk().retainedBytes();
    }
    return sum;
  }

  // ---- behind the commit point

  /** The rows that were accepted and wait for their commit. */
  Chunk preparedRows() {
    Prepared ready = prepared;
    if (ready == null) {
      throw new IllegalStateException("nothing is prepared");
    }
    return ready.rows();
  }

  /** Learns and writes the rows that {@link #prepare} left. */
  void commit() {
    Prepared ready = prepared;
    if (ready == null) {
      throw new IllegalStateException("nothing is prepared");
    }
    prepared = null;
    try {
      commit(opened(), ready);
    } catch (RuntimeException | Error problem) {
      throw failed(problem);
    }
  }

  private void commit(Opened open, Prepared ready) {
    Chunk rows = ready.rows();
    Piece piece = ready.piece();
    long before = ticker.nanoTime();
    open.learn.learn(rows, piece.number());
    learnNanos += ticker.nanoTime() - before;
    open.sinks.write(rows, open.learn.predictions(rows.rowCount()), piece.number());
    int rowsIn = piece.chunk().rowCount();
    Duration took = Duration.ofNanos(ticker.nanoTime() - ready.startedAt());
    Figure joules = energy.committed();
    log.committed(
        new StreamReport.ChunkRecord(
            piece.number(),
            piece.chunk().firstSourceRow(),
            rowsIn,
            rows.rowCount(),
            piece.attempt(),
            took,
            ready.allocated(),
            ready.held(),
            piece.chunk().retainedBytes(),
            joules),
        open.chain.lostRows());
    state = controller.committed(state, rowsIn, took);
    memory.look(ready.held());
    tellGrown(rows.schema());
    listeners.tell(
        new RunEvent.Committed(
            piece.number(),
            piece.chunk().firstSourceRow(),
            rowsIn,
            rows.rowCount(),
            piece.attempt(),
            took,
            ready.allocated(),
            ready.held(),
            state.nextRows(),
            joules.isKnown() ? OptionalDouble.of(joules.value()) : OptionalDouble.empty()));
    if (waiting.isEmpty()) {
      changes.done(piece.number(), state.nextRows(), took);
    }
    if (telemetry.wantsScores()) {
      telemetry.scored(open.learn.learned(lastOutput));
    }
    if (piece.fromReader()) {
      open.source.release(piece.chunk());
    }
  }

  @SuppressWarnings("ReferenceEquality") // an equal schema has nothing new either
  private void tellGrown(Schema schema) {
    if (schema == lastOutput) {
      return;
    }
    for (int i = schema.declaredCount(); i < schema.size(); i++) {
      String name = schema.column(i).name();
      if (!lastOutput.contains(name)) {
        listeners.tell(new RunEvent.ColumnGrown(name, schema.bornAt(i)));
      }
    }
    lastOutput = schema;
  }

  // ---- the end

  /** Ends the run well: the rest is learned, sinks are closed, the trained pipeline is made. */
  void finish(StreamReport.End how) {
    if (ended) {
      return;
    }
    try {
      Opened open = opened();
      open.learn.finish();
      open.sinks.close();
      open.source.close();
      workers.close();
      log.trained(train(open));
      pace.ends();
      energy.ends();
      log.ended(how, ticker.nanoTime() - startedAt, peakResident());
      ended = true;
      if (telemetry.isWatching()) {
        telemetry.scored(open.learn.learned(open.chain.output()));
      }
      listeners.tell(new RunEvent.Ended(how.name(), log.rowsCommitted()));
    } catch (RuntimeException | Error problem) {
      throw failed(problem);
    }
  }

  private TrainedPipeline train(Opened open) {
    return new TrainedPipeline(
        pipeline.definition(),
        open.chain.input(),
        open.chain.output(),
        FrozenState.of(open.chain::save),
        open.learn.trained(),
        log.rowsRead());
  }

  private Figure peakResident() {
    OptionalLong bytes = probe.peakResidentBytes();
    return bytes.isPresent()
        ? Figure.known(bytes.getAsLong() / (double) (1 << 20))
        : Figure.unknown("this system does not say");
  }

  /** Closes everything, puts the failure on record, and answers it. */
  private RuntimeException failed(Throwable problem) {
    if (!ended) {
      ended = true;
      Opened open = opened;
      SourceRun.closeAfter(problem, workers);
      if (open != null) {
        SourceRun.closeAfter(problem, open.sinks);
        SourceRun.closeAfter(problem, open.source);
      }
      energy.ends();
      log.failed(
          problem instanceof BandsawException ours
              ? ours
              : new BandsawException(String.valueOf(problem), problem));
      log.ended(StreamReport.End.FAILED, ticker.nanoTime() - startedAt, peakResident());
      listeners.tell(new RunEvent.Ended("FAILED", log.rowsCommitted()));
    }
    if (problem instanceof Error error) {
      throw error;
    }
    return (RuntimeException) problem;
  }

  /** Whether the run is over, well or not. */
  boolean isEnded() {
    return ended;
  }

  /**
   * Leaves nothing open; a run that is still going on is stopped and what was read is committed.
   */
  @Override
  public void close() {
    if (ended) {
      return;
    }
    if (opened == null) {
      ended = true;
      energy.ends();
      log.ended(
          StreamReport.End.STOPPED_BY_CONSUMER, ticker.nanoTime() - startedAt, peakResident());
      return;
    }
    if (prepared != null) {
      commit();
    }
    finish(StreamReport.End.STOPPED_BY_CONSUMER);
  }

  // ---- what it tells

  /** What was done so far. */
  StreamReport report() {
    Opened open = opened;
    Map<String, Duration> times = new LinkedHashMap<>();
    List<StreamReport.SinkRows> sinkRows = new ArrayList<>();
    List<String> stageNames = pipeline.stages().stream().map(Stage::name).toList();
    if (open != null) {
      times.put("read " + open.source.name(), open.source.took());
      long[] nanos = open.chain.stageNanos();
      for (int i = 0; i < nanos.length; i++) {
        times.put(stageNames.get(i), Duration.ofNanos(nanos[i]));
      }
      if (!open.learn.isEmpty()) {
        times.put("learn", Duration.ofNanos(learnNanos));
      }
      open.sinks.times(times);
      if (pace.isSet()) {
        times.put("rest", pace.rested());
      }
      energy.times(times);
      sinkRows.addAll(open.sinks.rows());
    }
    List<String> notes = new ArrayList<>(open == null ? List.of() : open.notes);
    notes.addAll(listeners.notes());
    Optional<TelemetryReport> measured = telemetry.report();
    notes.addAll(telemetry.notes());
    return new StreamReport(
        job.settings().name(),
        job.source().name(),
        log.rowCounts(stageNames),
        open == null ? List.of() : open.learn.learned(open.chain.output()),
        open == null ? 0 : open.source.cellsSetMissing(),
        log.end(),
        log.chunks(
            slowing.transitions(), job.settings().parallelism() > 1 ? ReadAhead.MOST_IN_FLIGHT : 1),
        times,
        Duration.ofNanos(log.tookNanos().orElse(ticker.nanoTime() - startedAt)),
        log.peakResident(),
        memory.use(),
        pace.outcome(),
        energy.report(log.rowsRead(), log.chunksCommitted()),
        sinkRows,
        measured,
        listeners.decisions(),
        notes,
        log.failure(),
        log.trained());
  }

  /** The columns that come out now. */
  Schema output() {
    return opened().chain.output();
  }

  /** The predictions of the rows committed last, by each learner. */
  List<Vector> predictions(int rows) {
    return opened().learn.predictions(rows).stream().map(all -> all.slice(0, rows)).toList();
  }

  /** Names of the columns of predictions. */
  List<ColumnSpec> predictionColumns() {
    return opened().learn.predictionColumns();
  }

  /** Whether parts of a chunk that was split still wait. */
  boolean isMidChunk() {
    return !waiting.isEmpty();
  }

  long rowsCommitted() {
    return log.rowsCommitted();
  }
}
