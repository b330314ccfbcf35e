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
import org.bandsaw.report.StreamReport;
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
  private final RunMonitor monitor;
  private final ChunkAttempts attempts;

  private @Nullable RunResources resources;
  private @Nullable ProcessedChunk prepared;
  private Schema lastOutputSchema = Schema.empty();
  private boolean ended;

  StreamRun(Job job) {
    RunSettings settings = job.settings();
    this.job = job;
    this.ticker = settings.ticker();
    this.workers = new WorkerThreads(settings, threads);
    this.monitor = new RunMonitor(job, threads);
    this.attempts = new ChunkAttempts(settings, monitor, workers);
  }

  private RunResources resources() {
    RunResources present = resources;
    if (present == null) {
      monitor.energy.start();
      present = RunResources.open(job, threads, workers);
      resources = present;
      lastOutputSchema = present.chain().output();
      monitor.listeners.publish(
          new RunEvent.Started(
              job.settings().name(),
              present.source().name(),
              present.chain().input().names(),
              job.settings().memory().bytes(),
              monitor.computeThrottle.maxRows(attempts.nextRows())));
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
      if (progress != Progress.IDLE) {
        return progress == Progress.PREPARED;
      }
    }
  }

  /** How far a call of {@link #advance} came. */
  enum Progress {
    PREPARED,
    IDLE,
    END_OF_SOURCE
  }

  /** As {@link #prepare}, but comes back when the source has nothing yet, or after a rest. */
  Progress advance() {
    try {
      RunResources open = resources();
      while (true) {
        if (monitor.throttle()) {
          return Progress.IDLE;
        }
        PendingChunk piece = attempts.pollPending();
        if (piece == null) {
          Optional<Chunk> chunk = read(open);
          if (chunk.isEmpty()) {
            return Progress.END_OF_SOURCE;
          }
          if (chunk.get().rowCount() == 0) {
            return Progress.IDLE;
          }
          piece = attempts.startChunk(chunk.get());
        }
        monitor.computeThrottle.rowsStarted(piece.chunk().rowCount());
        Optional<ProcessedChunk> accepted = attempts.attempt(open, piece);
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
  private Optional<Chunk> read(RunResources open) {
    BackpressureThrottle slowing = monitor.backpressure;
    Duration wait = slowing.nextPause(open.source());
    InterruptibleSleep.sleep(job.settings().sleeper(), wait, "waiting to read on");
    slowing.restart();
    int most = Math.min(monitor.computeThrottle.maxRows(attempts.nextRows()), slowing.rows());
    Optional<Chunk> chunk = open.source().next(most);
    chunk.ifPresent(slowing::chunkRead);
    return chunk;
  }

  // ---- behind the commit point

  /** The rows that were accepted and wait for their commit. */
  Chunk preparedRows() {
    return requirePrepared().rows();
  }

  private ProcessedChunk requirePrepared() {
    ProcessedChunk ready = prepared;
    if (ready == null) {
      throw new IllegalStateException("nothing is prepared");
    }
    return ready;
  }

  /** Learns and writes the rows that {@link #prepare} left. */
  void commit() {
    ProcessedChunk ready = requirePrepared();
    prepared = null;
    try {
      commit(resources(), ready);
    } catch (RuntimeException | Error problem) {
      throw failed(problem);
    }
  }

  private void commit(RunResources open, ProcessedChunk ready) {
    Chunk rows = ready.rows();
    PendingChunk piece = ready.pending();
    long before = ticker.nanoTime();
    open.learners().learn(rows, piece.number());
    monitor.addLearnTime(before);
    open.sinks().write(rows, open.learners().predictions(rows.rowCount()), piece.number());
    Duration took = Duration.ofNanos(ticker.nanoTime() - ready.startNanos());
    attempts.committed(piece, took);
    recordCommit(open, ready, took);
    attempts.publishSizeChange(piece, took);
    if (monitor.telemetry.isScoreDue()) {
      monitor.telemetry.publishScores(open.learners().results(lastOutputSchema));
    }
    if (piece.fromReader()) {
      open.source().release(piece.chunk());
    }
  }

  /** Puts a commit into the books, and tells of it. */
  private void recordCommit(RunResources open, ProcessedChunk ready, Duration took) {
    Chunk rows = ready.rows();
    PendingChunk piece = ready.pending();
    Chunk chunk = piece.chunk();
    EnergyReading energy = monitor.energy.sampleAtCommit();
    monitor.statistics.committed(
        new StreamReport.ChunkRecord(
            piece.number(),
            chunk.firstSourceRow(),
            chunk.rowCount(),
            rows.rowCount(),
            piece.attempt(),
            took,
            ready.allocatedBytes(),
            ready.retainedBytes(),
            chunk.retainedBytes(),
            energy),
        open.chain().droppedRows());
    monitor.memory.sampleIfDue(ready.retainedBytes());
    publishNewColumns(rows.schema());
    monitor.listeners.publish(
        new RunEvent.Committed(
            piece.number(),
            chunk.firstSourceRow(),
            chunk.rowCount(),
            rows.rowCount(),
            piece.attempt(),
            took,
            ready.allocatedBytes(),
            ready.retainedBytes(),
            attempts.nextRows(),
            energy));
  }

  @SuppressWarnings("ReferenceEquality") // an equal schema has nothing new either
  private void publishNewColumns(Schema schema) {
    if (schema == lastOutputSchema) {
      return;
    }
    for (int i = schema.declaredCount(); i < schema.size(); i++) {
      String name = schema.column(i).name();
      if (!lastOutputSchema.contains(name)) {
        monitor.listeners.publish(new RunEvent.DynamicColumnAdded(name, schema.firstSeenRow(i)));
      }
    }
    lastOutputSchema = schema;
  }

  // ---- the end

  /** Ends the run well: the rest is learned, sinks are closed, the trained pipeline is made. */
  void finish(StreamReport.End how) {
    if (ended) {
      return;
    }
    try {
      RunResources open = resources();
      open.finish();
      workers.close();
      monitor.statistics.trained(
          open.trainedPipeline(job.pipeline(), monitor.statistics.rowsRead()));
      monitor.computeThrottle.finish();
      monitor.ended(how);
      ended = true;
      if (monitor.telemetry.isWatching()) {
        monitor.telemetry.publishScores(open.learners().results(open.chain().output()));
      }
      monitor.listeners.publish(new RunEvent.Ended(how.name(), monitor.statistics.rowsCommitted()));
    } catch (RuntimeException | Error problem) {
      throw failed(problem);
    }
  }

  /** Closes everything, puts the failure on record, and answers it. */
  private RuntimeException failed(Throwable problem) {
    if (!ended) {
      ended = true;
      SourceRun.closeAfterFailure(problem, workers);
      RunResources open = resources;
      if (open != null) {
        open.closeAfterFailure(problem);
      }
      monitor.failed(problem);
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
    if (resources == null) {
      ended = true;
      monitor.ended(StreamReport.End.STOPPED_BY_CONSUMER);
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
    return monitor.report(resources);
  }

  /** The columns that come out now. */
  Schema outputSchema() {
    return resources().chain().output();
  }

  /** The predictions of the rows committed last, by each learner. */
  List<Vector> predictions(int rows) {
    return resources().learners().predictions(rows).stream()
        .map(all -> all.slice(0, rows))
        .toList();
  }

  /** Names of the columns of predictions. */
  List<ColumnSpec> predictionColumns() {
    return resources().learners().predictionColumns();
  }

  /** Whether parts of a chunk that was split still wait. */
  boolean hasPendingParts() {
    return attempts.hasPendingParts();
  }

  long rowsCommitted() {
    return monitor.statistics.rowsCommitted();
  }
}
