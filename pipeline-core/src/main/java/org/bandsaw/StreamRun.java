package org.bandsaw;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.data.Vector;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.probe.EnergyReading;
import org.bandsaw.probe.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * The way of a chunk: read, attempt, and then commit: learn, write. What stands before the commit
 * may happen twice for a row, what stands behind it happens once. Used by one thread at a time.
 */
final class StreamRun implements AutoCloseable {

  private final Job job;
  private final Ticker ticker;
  private final RunThreads threads = new RunThreads();
  private final WorkerThreads workers;
  private final RunBooks books;
  private final Attempts attempts;

  private @Nullable OpenRun opened;
  private @Nullable Prepared prepared;
  private Schema lastOutput = Schema.empty();
  private boolean ended;

  StreamRun(Job job) {
    JobSettings settings = job.settings();
    this.job = job;
    this.ticker = settings.ticker();
    this.workers = new WorkerThreads(settings, threads);
    this.books = new RunBooks(job, threads);
    this.attempts = new Attempts(settings, books, workers);
  }

  private OpenRun opened() {
    OpenRun present = opened;
    if (present == null) {
      books.energy.begins();
      present = OpenRun.of(job, threads, workers);
      opened = present;
      lastOutput = present.chain().output();
      books.listeners.tell(
          new RunEvent.Started(
              job.settings().name(),
              present.source().name(),
              present.chain().input().names(),
              job.settings().memory().bytes(),
              books.pace.mostRows(attempts.nextRows())));
    }
    return present;
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
      OpenRun open = opened();
      while (true) {
        if (books.rests()) {
          return Progress.NOTHING_YET;
        }
        Piece piece = attempts.next();
        if (piece == null) {
          Optional<Chunk> chunk = read(open);
          if (chunk.isEmpty()) {
            return Progress.END_OF_SOURCE;
          }
          if (chunk.get().rowCount() == 0) {
            return Progress.NOTHING_YET;
          }
          piece = attempts.read(chunk.get());
        }
        books.pace.begins(piece.chunk().rowCount());
        Optional<Prepared> accepted = attempts.attempt(open, piece);
        if (accepted.isPresent()) {
          prepared = accepted.get();
          return Progress.PREPARED;
        }
      }
    } catch (RuntimeException | Error problem) {
      throw failed(problem);
    }
  }

  /** Reads on, after the wait and with the rows that backpressure allows. */
  private Optional<Chunk> read(OpenRun open) {
    Slowing slowing = books.slowing;
    Duration wait = slowing.pause(open.source());
    Naps.sleep(job.settings().sleeper(), wait, "waiting to read on");
    slowing.restart();
    int most = Math.min(books.pace.mostRows(attempts.nextRows()), slowing.rows());
    Optional<Chunk> chunk = open.source().next(most);
    chunk.ifPresent(slowing::read);
    return chunk;
  }

  // ---- behind the commit point

  /** The rows that were accepted and wait for their commit. */
  Chunk preparedRows() {
    return ready().rows();
  }

  private Prepared ready() {
    Prepared ready = prepared;
    if (ready == null) {
      throw new IllegalStateException("nothing is prepared");
    }
    return ready;
  }

  /** Learns and writes the rows that {@link #prepare} left. */
  void commit() {
    Prepared ready = ready();
    prepared = null;
    try {
      commit(opened(), ready);
    } catch (RuntimeException | Error problem) {
      throw failed(problem);
    }
  }

  private void commit(OpenRun open, Prepared ready) {
    Chunk rows = ready.rows();
    Piece piece = ready.piece();
    long before = ticker.nanoTime();
    open.learn().learn(rows, piece.number());
    books.learnedSince(before);
    open.sinks().write(rows, open.learn().predictions(rows.rowCount()), piece.number());
    Duration took = Duration.ofNanos(ticker.nanoTime() - ready.startedAt());
    attempts.committed(piece, took);
    enter(open, ready, took);
    attempts.tellChanges(piece, took);
    if (books.telemetry.wantsScores()) {
      books.telemetry.scored(open.learn().learned(lastOutput));
    }
    if (piece.fromReader()) {
      open.source().release(piece.chunk());
    }
  }

  /** Puts a commit into the books, and tells of it. */
  private void enter(OpenRun open, Prepared ready, Duration took) {
    Chunk rows = ready.rows();
    Piece piece = ready.piece();
    Chunk chunk = piece.chunk();
    EnergyReading energy = books.energy.committed();
    books.log.committed(
        new StreamReport.ChunkRecord(
            piece.number(),
            chunk.firstSourceRow(),
            chunk.rowCount(),
            rows.rowCount(),
            piece.attempt(),
            took,
            ready.allocated(),
            ready.held(),
            chunk.retainedBytes(),
            energy),
        open.chain().lostRows());
    books.memory.look(ready.held());
    tellGrown(rows.schema());
    books.listeners.tell(
        new RunEvent.Committed(
            piece.number(),
            chunk.firstSourceRow(),
            chunk.rowCount(),
            rows.rowCount(),
            piece.attempt(),
            took,
            ready.allocated(),
            ready.held(),
            attempts.nextRows(),
            energy));
  }

  @SuppressWarnings("ReferenceEquality") // an equal schema has nothing new either
  private void tellGrown(Schema schema) {
    if (schema == lastOutput) {
      return;
    }
    for (int i = schema.declaredCount(); i < schema.size(); i++) {
      String name = schema.column(i).name();
      if (!lastOutput.contains(name)) {
        books.listeners.tell(new RunEvent.ColumnGrown(name, schema.bornAt(i)));
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
      OpenRun open = opened();
      open.finish();
      workers.close();
      books.log.trained(open.trained(job.pipeline(), books.log.rowsRead()));
      books.pace.ends();
      books.ended(how);
      ended = true;
      if (books.telemetry.isWatching()) {
        books.telemetry.scored(open.learn().learned(open.chain().output()));
      }
      books.listeners.tell(new RunEvent.Ended(how.name(), books.log.rowsCommitted()));
    } catch (RuntimeException | Error problem) {
      throw failed(problem);
    }
  }

  /** Closes everything, puts the failure on record, and answers it. */
  private RuntimeException failed(Throwable problem) {
    if (!ended) {
      ended = true;
      SourceRun.closeAfter(problem, workers);
      OpenRun open = opened;
      if (open != null) {
        open.closeAfter(problem);
      }
      books.failed(problem);
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
      books.ended(StreamReport.End.STOPPED_BY_CONSUMER);
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
    return books.report(opened);
  }

  /** The columns that come out now. */
  Schema output() {
    return opened().chain().output();
  }

  /** The predictions of the rows committed last, by each learner. */
  List<Vector> predictions(int rows) {
    return opened().learn().predictions(rows).stream().map(all -> all.slice(0, rows)).toList();
  }

  /** Names of the columns of predictions. */
  List<ColumnSpec> predictionColumns() {
    return opened().learn().predictionColumns();
  }

  /** Whether parts of a chunk that was split still wait. */
  boolean isMidChunk() {
    return attempts.isMidChunk();
  }

  long rowsCommitted() {
    return books.log.rowsCommitted();
  }
}
