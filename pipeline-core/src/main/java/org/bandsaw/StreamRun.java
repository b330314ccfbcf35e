package org.bandsaw;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.bandsaw.control.BudgetExceededException;
import org.bandsaw.control.ChunkController;
import org.bandsaw.control.ChunkReading;
import org.bandsaw.control.ControllerState;
import org.bandsaw.control.Decision;
import org.bandsaw.control.Step;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.Figure;
import org.bandsaw.data.Schema;
import org.bandsaw.data.Vector;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.LearnRun;
import org.bandsaw.learn.LearnerFailedException;
import org.bandsaw.learn.OnlineLearner;
import org.bandsaw.learn.Scores;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.Ticker;
import org.bandsaw.source.ChunkReader;
import org.bandsaw.source.ReadLimit;
import org.bandsaw.source.SourceFailedException;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageChain;
import org.bandsaw.state.StateWriter;
import org.bandsaw.trained.TrainedPipeline;
import org.jspecify.annotations.Nullable;

/**
 * The way of a chunk: read, stages, measure, decide, and then either split and try again or commit,
 * learn, write. What stands before the commit may happen twice for a row, what stands behind it
 * happens once. Used by one thread at a time; {@link #report} may be called by others.
 */
final class StreamRun implements AutoCloseable {

  private static final Duration LONGEST_WAIT = Duration.ofMillis(100);

  /** Rows that wait for an attempt: a chunk as read, or a part of one that was split. */
  private record Piece(Chunk chunk, long number, int attempt, boolean fromReader) {}

  /** Rows that went through the stages and were accepted, but not committed yet. */
  private record Prepared(Piece piece, Chunk rows, long allocated, long held, long startedAt) {}

  private final Job job;
  private final Pipeline pipeline;
  private final Ticker ticker;
  private final ResourceProbe probe;
  private final ChunkController controller;
  private final RunLog log;
  private final Listeners listeners;
  private final Deque<Piece> waiting = new ArrayDeque<>();
  private final long startedAt;

  private @Nullable Opened opened;
  private ControllerState state;
  private @Nullable Prepared prepared;
  private long chunksRead;
  private long readNanos;
  private long learnNanos;
  private Schema lastOutput = Schema.empty();
  private boolean ended;

  /** Everything that is open while the run goes on. */
  private record Opened(
      ChunkReader reader,
      StageChain chain,
      @Nullable LearnRun learn,
      SinkGroup sinks,
      List<String> notes) {}

  StreamRun(Job job) {
    this.job = job;
    this.pipeline = job.pipeline();
    JobSettings settings = job.settings();
    this.ticker = settings.ticker();
    this.probe = settings.probe();
    this.controller = ChunkController.of(settings.memory(), settings.chunks());
    this.state = controller.initial();
    this.log = new RunLog();
    this.listeners = new Listeners(settings.listeners());
    this.startedAt = ticker.nanoTime();
  }

  // ---- opening

  private Opened opened() {
    Opened present = opened;
    if (present == null) {
      present = open();
      opened = present;
    }
    return present;
  }

  /**
   * Opens the source first and the sinks last, so that a mistake is found before a file is made.
   */
  private Opened open() {
    JobSettings settings = job.settings();
    ChunkReader reader = openSource();
    @Nullable SinkGroup sinks = null;
    try {
      Schema input = reader.schema();
      List<Schema> schemas = Opening.check(pipeline, input);
      StageChain chain = StageChain.open(pipeline.stages(), input, ticker);
      lastOutput = chain.output();
      @Nullable LearnRun learn = null;
      List<String> notes = new ArrayList<>();
      if (pipeline.learning().isPresent()) {
        learn = LearnRun.open(pipeline.learning().get(), chain.output(), pipeline.seed());
        LeakGuard guard = LeakGuard.of(pipeline, schemas);
        guard.silentSteps().forEach(s -> notes.add("step '" + s + "' does not say what it reads"));
        guard.allowedLeaks().forEach(leak -> notes.add("allowed to leak: " + leak));
      }
      sinks = SinkGroup.open(settings.sinks(), chain.output(), learn != null, ticker);
      listeners.tell(new RunEvent.Started(settings.name(), job.source().name(), input.names()));
      return new Opened(reader, chain, learn, sinks, notes);
    } catch (RuntimeException | Error problem) {
      closeAfter(problem, reader);
      if (sinks != null) {
        closeAfter(problem, sinks);
      }
      throw problem;
    }
  }

  private ChunkReader openSource() {
    try {
      ChunkReader reader = job.source().open();
      return job.settings().parallelism() > 1
          ? new ReadAhead(reader, job.settings().name())
          : reader;
    } catch (IOException problem) {
      throw unreadable("could not be opened: " + problem, problem);
    } catch (BandsawException ours) {
      throw ours;
    } catch (RuntimeException problem) {
      throw unreadable("threw when it was opened: " + problem, problem);
    }
  }

  private SourceFailedException unreadable(String problem, Throwable cause) {
    return new SourceFailedException(job.source().name(), problem, cause);
  }

  private static void closeAfter(Throwable problem, AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception second) {
      problem.addSuppressed(second);
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

  /** As {@link #prepare}, but comes back when the source has nothing yet. */
  Progress advance() {
    try {
      Opened open = opened();
      while (true) {
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
        if (attempt(open, piece)) {
          return Progress.PREPARED;
        }
      }
    } catch (RuntimeException | Error problem) {
      throw failed(problem);
    }
  }

  private Optional<Chunk> read(Opened open) {
    long before = ticker.nanoTime();
    long bytes = Math.max(1, job.settings().memory().bytes() / 4);
    try {
      return open.reader.next(new ReadLimit(state.nextRows(), bytes, LONGEST_WAIT));
    } catch (InterruptedIOException interrupted) {
      throw new RunCancelledException(
          "interrupted while waiting for rows of source '" + job.source().name() + "'",
          interrupted);
    } catch (IOException problem) {
      throw unreadable("could not be read: " + problem, problem);
    } catch (BandsawException ours) {
      throw ours;
    } catch (RuntimeException problem) {
      throw unreadable("threw: " + problem, problem);
    } finally {
      readNanos += ticker.nanoTime() - before;
    }
  }

  /** Tries a piece; answers whether it was accepted. If not, its halves wait in front. */
  private boolean attempt(Opened open, Piece piece) {
    Chunk chunk = piece.chunk();
    long begun = ticker.nanoTime();
    open.chain.mark();
    long heldBefore = held(open);
    OptionalLong allocatedBefore = probe.threadAllocatedBytes();
    Chunk rows = open.chain.process(chunk, piece.number());
    OptionalLong allocatedAfter = probe.threadAllocatedBytes();
    boolean counted = allocatedBefore.isPresent() && allocatedAfter.isPresent();
    long allocated = counted ? allocatedAfter.getAsLong() - allocatedBefore.getAsLong() : -1;
    long held = held(open);
    ChunkReading reading =
        new ChunkReading(chunk.rowCount(), Math.max(0, allocated), heldBefore, held);
    Step step = controller.decide(state, reading);
    state = step.next();
    Decision decision = step.decision();
    if (decision instanceof Decision.Split split) {
      splitUp(open, piece, split, reading.neededBytes());
      return false;
    }
    if (decision instanceof Decision.Refuse refuse) {
      open.chain.rollback();
      throw new BudgetExceededException(
          "chunk " + piece.number() + " (" + chunk + ")",
          refuse.neededBytes(),
          job.settings().memory().bytes(),
          "Raise the budget, or let ChunkPolicy accept overruns");
    }
    if (decision instanceof Decision.Accept accept) {
      log.overrun();
      listeners.tell(
          new RunEvent.Overrun(
              piece.number(),
              chunk.firstSourceRow(),
              chunk.rowCount(),
              accept.neededBytes(),
              job.settings().memory().bytes()));
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
      open.reader.release(chunk);
    }
    waiting.addFirst(new Piece(rest, piece.number(), attempt, false));
    waiting.addFirst(new Piece(first, piece.number(), attempt, false));
    pause(split.pause());
  }

  private void pause(Duration time) {
    try {
      job.settings().sleeper().sleep(time);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new RunCancelledException(
          "interrupted while waiting to try a chunk again", interrupted);
    }
  }

  private long held(Opened open) {
    long sum = open.reader.retainedBytes() + open.chain.retainedBytes();
    sum += open.sinks.retainedBytes();
    if (open.learn != null) {
      sum += open.learn.retainedBytes();
    }
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
    if (open.learn != null) {
      long before = ticker.nanoTime();
      learn(open.learn, rows, piece.number());
      learnNanos += ticker.nanoTime() - before;
    }
    open.sinks.write(rows, open.learn, piece.number());
    int rowsIn = piece.chunk().rowCount();
    Duration took = Duration.ofNanos(ticker.nanoTime() - ready.startedAt());
    log.committed(
        new StreamReport.ChunkRecord(
            piece.number(),
            piece.chunk().firstSourceRow(),
            rowsIn,
            rows.rowCount(),
            piece.attempt(),
            took,
            ready.allocated(),
            ready.held()),
        open.chain.lostRows());
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
            state.nextRows()));
    if (piece.fromReader()) {
      open.reader.release(piece.chunk());
    }
  }

  private void learn(LearnRun learn, Chunk rows, long number) {
    try {
      learn.learn(rows);
    } catch (BandsawException ours) {
      ours.addPlace(String.format(Locale.ROOT, "learning chunk %d (%s)", number, rows));
      throw ours;
    } catch (RuntimeException problem) {
      throw learnerFailed(String.format(Locale.ROOT, "chunk %d (%s)", number, rows), problem);
    }
  }

  private LearnerFailedException learnerFailed(String where, RuntimeException problem) {
    return new LearnerFailedException(
        learnerName(), "failed on " + where + ": " + problem, problem);
  }

  private String learnerName() {
    return pipeline.learning().map(learning -> learning.learner().name()).orElse("none");
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
      if (open.learn != null) {
        finish(open.learn);
      }
      open.sinks.close();
      closeReader(open.reader);
      log.trained(train(open));
      log.ended(how, ticker.nanoTime() - startedAt, peakResident());
      ended = true;
      listeners.tell(new RunEvent.Ended(how.name(), log.rowsCommitted()));
    } catch (RuntimeException | Error problem) {
      throw failed(problem);
    }
  }

  private void finish(LearnRun learn) {
    try {
      learn.finish();
    } catch (BandsawException ours) {
      throw ours;
    } catch (RuntimeException problem) {
      throw learnerFailed("the last rows, whose targets were waited for", problem);
    }
  }

  private void closeReader(ChunkReader reader) {
    try {
      reader.close();
    } catch (IOException problem) {
      throw unreadable("could not be closed: " + problem, problem);
    }
  }

  private TrainedPipeline train(Opened open) {
    StateWriter stages = new StateWriter();
    open.chain.save(stages);
    LearnRun learn = open.learn;
    return new TrainedPipeline(
        pipeline.definition(),
        open.chain.input(),
        open.chain.output(),
        learn == null ? new Features(List.of()) : learn.features(),
        stages.toBytes(),
        learn == null || !isSaveable() ? new byte[0] : learn.savedModel(),
        log.rowsRead());
  }

  private boolean isSaveable() {
    return pipeline.learning().isPresent()
        && pipeline
            .learning()
            .get()
            .learner()
            .capabilities()
            .contains(OnlineLearner.Capability.SAVEABLE);
  }

  private Figure peakResident() {
    OptionalLong bytes = probe.read().peakResidentBytes();
    return bytes.isPresent()
        ? Figure.known(bytes.getAsLong() / (double) (1 << 20))
        : Figure.unknown("this system does not say");
  }

  /** Closes everything, puts the failure on record, and answers it. */
  private RuntimeException failed(Throwable problem) {
    if (!ended) {
      ended = true;
      Opened open = opened;
      if (open != null) {
        closeAfter(problem, open.sinks);
        closeAfter(problem, open.reader);
      }
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
    LearnRun learn = open == null ? null : open.learn;
    Map<String, Duration> times = new LinkedHashMap<>();
    List<StreamReport.SinkRows> sinkRows = new ArrayList<>();
    List<String> stageNames = pipeline.stages().stream().map(Stage::name).toList();
    if (open != null) {
      times.put("read " + job.source().name(), Duration.ofNanos(readNanos));
      long[] nanos = open.chain.stageNanos();
      for (int i = 0; i < nanos.length; i++) {
        times.put(stageNames.get(i), Duration.ofNanos(nanos[i]));
      }
      if (learn != null) {
        times.put("learn", Duration.ofNanos(learnNanos));
      }
      open.sinks.times(times);
      sinkRows.addAll(open.sinks.rows());
    }
    List<String> notes = new ArrayList<>(open == null ? List.of() : open.notes);
    notes.addAll(listeners.notes());
    Scores scores =
        learn == null
            ? Scores.unknown(open == null ? "nothing was run" : "no learner")
            : learn.scores();
    return new StreamReport(
        job.settings().name(),
        job.source().name(),
        log.rowCounts(stageNames),
        scores,
        learn == null ? List.of() : learn.features().names(),
        learn == null || open == null ? List.of() : learn.unused(open.chain.output()),
        learn == null ? 0 : learn.skippedRows(),
        open == null ? 0 : open.reader.cellsSetMissing(),
        log.end(),
        log.chunks(),
        times,
        Duration.ofNanos(log.tookNanos().orElse(ticker.nanoTime() - startedAt)),
        log.peakResident(),
        sinkRows,
        notes,
        log.failure(),
        log.trained());
  }

  /** The columns that come out now. */
  Schema output() {
    return opened().chain.output();
  }

  /** The predictions of the rows committed last; none without a learner. */
  Vector predictions(int rows) {
    LearnRun learn = opened().learn;
    return learn == null ? DoubleVector.of() : learn.predictions(rows).slice(0, rows);
  }

  /** Whether parts of a chunk that was split still wait. */
  boolean isMidChunk() {
    return !waiting.isEmpty();
  }

  long rowsCommitted() {
    return log.rowsCommitted();
  }
}
