package org.bandsaw.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.data.Vector;
import org.bandsaw.engine.commit.PendingChunk;
import org.bandsaw.engine.commit.ProcessedChunk;
import org.bandsaw.engine.monitor.RunMonitor;
import org.bandsaw.engine.plan.RunPlan;
import org.bandsaw.observe.RunContext;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.probe.EnergyReading;
import org.bandsaw.probe.Ticker;
import org.bandsaw.report.StreamReport;
import org.jspecify.annotations.Nullable;

/**
 * Runs a pipeline as a stream. For each chunk: wait for the budgets, read, attempt, commit. The
 * work before the commit may be done twice for a row, the commit is done once.
 *
 * <p>Used by one thread at a time. {@link #awaitBudgets} may be called without the lock that guards
 * the other methods.
 */
public final class StreamRun implements AutoCloseable {

  /** The result of {@link #advance}. */
  enum Progress {
    /** Rows were accepted and wait for {@link #commit}. */
    PROCESSED,
    /** No rows were accepted yet. */
    IDLE,
    /** The source has no more rows. */
    END_OF_SOURCE
  }

  private final RunPlan plan;
  private final Ticker ticker;
  private final RunThreads threads = new RunThreads();
  private final WorkerThreads workers;
  private final RunMonitor monitor;
  private final RunThrottle throttle;
  private final ChunkAttempts attempts;

  private @Nullable RunResources resources;
  private @Nullable ProcessedChunk processed;
  private Schema lastOutputSchema = Schema.empty();
  private boolean ended;

  public StreamRun(RunPlan plan) {
    this.plan = plan;
    this.ticker = plan.settings().ticker();
    this.workers = new WorkerThreads(plan.settings(), threads);
    this.monitor = new RunMonitor(plan.settings(), RunContext.Mode.STREAM, threads);
    this.throttle = new RunThrottle(plan.settings(), monitor);
    this.attempts = new ChunkAttempts(plan.settings(), monitor, throttle, workers);
  }

  // ---- before the commit point

  /** Runs to the end of the source. */
  public void runToEnd() {
    while (prepare()) {
      commit();
    }
    finish(StreamReport.End.SOURCE_ENDED);
  }

  /** Processes the next rows until some are accepted; returns false at the end of the source. */
  public boolean prepare() {
    while (true) {
      try {
        awaitBudgets(() -> false);
      } catch (RuntimeException | Error problem) {
        throw fail(problem);
      }
      Progress progress = advance();
      if (progress != Progress.IDLE) {
        return progress == Progress.PROCESSED;
      }
    }
  }

  /**
   * Waits until the budgets and backpressure allow {@link #advance}.
   *
   * @param stop ends the wait early
   */
  void awaitBudgets(BooleanSupplier stop) {
    RunResources open = resources;
    if (open == null) {
      return;
    }
    if (attempts.hasPending()) {
      throttle.awaitBudgets(stop);
    } else {
      throttle.beforeRead(open.source(), stop);
    }
  }

  /** Opens the run, or processes the next rows until they are accepted or split. */
  Progress advance() {
    try {
      RunResources open = resources;
      if (open == null) {
        open();
        return Progress.IDLE;
      }
      PendingChunk chunk = attempts.pollPending();
      if (chunk == null) {
        int maxRows = throttle.maxRowsToRead(attempts.nextRows());
        Optional<Chunk> read = open.source().next(maxRows);
        if (read.isEmpty()) {
          return Progress.END_OF_SOURCE;
        }
        if (read.get().rowCount() == 0) {
          return Progress.IDLE;
        }
        chunk = attempts.startChunk(read.get());
      }
      processed = attempts.attempt(open, chunk).orElse(null);
      return processed == null ? Progress.IDLE : Progress.PROCESSED;
    } catch (RuntimeException | Error problem) {
      throw fail(problem);
    }
  }

  private void open() {
    monitor.energy.start();
    RunResources open = RunResources.open(plan, threads, workers);
    resources = open;
    lastOutputSchema = open.chain().output();
    monitor.events.publish(
        new RunEvent.Started(
            plan.settings().name(),
            open.source().name(),
            open.chain().input().names(),
            plan.settings().memory().bytes(),
            throttle.maxRows(attempts.nextRows())));
  }

  private RunResources requireOpen() {
    RunResources open = resources;
    if (open == null) {
      try {
        open();
      } catch (RuntimeException | Error problem) {
        throw fail(problem);
      }
      open = resources;
    }
    if (open == null) {
      throw new IllegalStateException("the run could not be opened");
    }
    return open;
  }

  // ---- the commit point

  /** Returns the rows that were accepted and wait for their commit. */
  public Chunk processedRows() {
    return requireProcessed().rows();
  }

  private ProcessedChunk requireProcessed() {
    ProcessedChunk chunk = processed;
    if (chunk == null) {
      throw new IllegalStateException("no rows wait for a commit");
    }
    return chunk;
  }

  /** Commits the rows that were accepted: learns them, writes them, counts them. */
  public void commit() {
    ProcessedChunk chunk = requireProcessed();
    processed = null;
    try {
      commit(requireOpen(), chunk);
    } catch (RuntimeException | Error problem) {
      throw fail(problem);
    }
  }

  private void commit(RunResources open, ProcessedChunk chunk) {
    open.commit(chunk);
    Duration took = Duration.ofNanos(ticker.nanoTime() - chunk.startNanos());
    attempts.committed(chunk.input(), took);
    recordCommit(chunk, took);
    attempts.publishSizeChange(chunk.input(), took);
    if (monitor.telemetry.isScoreDue()) {
      monitor.telemetry.publishScores(open.learners().results(lastOutputSchema));
    }
    if (chunk.input().fromReader()) {
      open.source().release(chunk.input().rows());
    }
  }

  /** Counts a commit and publishes it. */
  private void recordCommit(ProcessedChunk chunk, Duration took) {
    Chunk in = chunk.input().rows();
    int attempt = chunk.input().attempt();
    int rowsOut = chunk.rows().rowCount();
    EnergyReading energy = monitor.energy.sampleAtCommit();
    monitor.statistics.committed(
        new StreamReport.ChunkRecord(
            chunk.number(),
            in.firstSourceRow(),
            in.rowCount(),
            rowsOut,
            attempt,
            took,
            chunk.allocatedBytes(),
            chunk.retainedBytes(),
            in.retainedBytes(),
            energy),
        chunk.output().droppedRows(),
        chunk.output().rejectedRows().size());
    monitor.memory.sampleIfDue(chunk.retainedBytes());
    publishNewColumns(chunk.rows().schema());
    monitor.events.publish(
        new RunEvent.Committed(
            chunk.number(),
            in.firstSourceRow(),
            in.rowCount(),
            rowsOut,
            attempt,
            took,
            chunk.allocatedBytes(),
            chunk.retainedBytes(),
            attempts.nextRows(),
            energy));
  }

  @SuppressWarnings("ReferenceEquality") // an equal schema has no new columns either
  private void publishNewColumns(Schema schema) {
    if (schema == lastOutputSchema) {
      return;
    }
    for (int i = schema.declaredCount(); i < schema.size(); i++) {
      String name = schema.column(i).name();
      if (!lastOutputSchema.contains(name)) {
        monitor.events.publish(new RunEvent.DynamicColumnAdded(name, schema.firstSeenRow(i)));
      }
    }
    lastOutputSchema = schema;
  }

  // ---- the end

  /** Ends a run that did not fail: completes learners and sinks and closes everything. */
  public void finish(StreamReport.End how) {
    if (ended) {
      return;
    }
    try {
      RunResources open = requireOpen();
      open.finish();
      workers.close();
      monitor.statistics.trained(open.trainedPipeline(plan, monitor.statistics.rowsRead()));
      throttle.finish();
      monitor.finished(how);
      ended = true;
      if (monitor.telemetry.isObserving()) {
        monitor.telemetry.publishScores(open.learners().results(open.chain().output()));
      }
      monitor.events.publish(new RunEvent.Ended(how.name(), monitor.statistics.rowsCommitted()));
    } catch (RuntimeException | Error problem) {
      throw fail(problem);
    }
  }

  /** Closes everything, records the failure, and returns it to be thrown. */
  RuntimeException fail(Throwable problem) {
    if (!ended) {
      ended = true;
      workers.close();
      if (resources != null) {
        resources.abort(problem);
      }
      monitor.failed(problem);
    }
    if (problem instanceof Error error) {
      throw error;
    }
    return problem instanceof RuntimeException unchecked
        ? unchecked
        : new BandsawException(problem.toString(), problem);
  }

  /** Returns whether the run has ended or failed. */
  boolean isEnded() {
    return ended;
  }

  /** Stops a run that has not ended; rows that were accepted are committed. */
  @Override
  public void close() {
    if (ended) {
      return;
    }
    if (resources == null) {
      ended = true;
      monitor.finished(StreamReport.End.STOPPED_BY_CONSUMER);
      return;
    }
    if (processed != null) {
      commit();
    }
    finish(StreamReport.End.STOPPED_BY_CONSUMER);
  }

  // ---- results

  /** Returns what the run has done so far. */
  public StreamReport report() {
    return StreamReports.create(plan, monitor, throttle, resources);
  }

  /** Returns the present output columns. */
  Schema outputSchema() {
    return requireOpen().chain().output();
  }

  /** Returns the predictions for the rows that were committed last, one vector per learner. */
  public List<Vector> predictions(int rows) {
    return requireOpen().learners().predictions(rows).stream()
        .map(all -> all.slice(0, rows))
        .toList();
  }

  /** Returns the columns of the predictions. */
  public List<ColumnSpec> predictionColumns() {
    return requireOpen().learners().predictionColumns();
  }

  /** Returns whether rows of a chunk wait for another attempt. */
  boolean hasPendingParts() {
    return attempts.hasPending();
  }

  long rowsCommitted() {
    return monitor.statistics.rowsCommitted();
  }
}
