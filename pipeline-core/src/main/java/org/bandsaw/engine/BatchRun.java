package org.bandsaw.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bandsaw.budget.BudgetExceededException;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.data.Vector;
import org.bandsaw.engine.check.PipelineCheck;
import org.bandsaw.engine.commit.ProcessedChunk;
import org.bandsaw.engine.commit.SinkParticipant;
import org.bandsaw.engine.monitor.RunMonitor;
import org.bandsaw.engine.plan.RunPlan;
import org.bandsaw.learn.FitOn;
import org.bandsaw.learn.FittedLearner;
import org.bandsaw.learn.Holdout;
import org.bandsaw.learn.LearnerSpec;
import org.bandsaw.observe.RunContext;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.observe.TelemetryReport;
import org.bandsaw.probe.Ticker;
import org.bandsaw.report.BatchReport;
import org.bandsaw.report.StreamReport;
import org.bandsaw.stage.BatchOnlyStage;
import org.bandsaw.stage.FittedRun;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageChain;
import org.bandsaw.stage.TargetEncode;
import org.bandsaw.state.StateSnapshot;
import org.bandsaw.trained.PipelineDefinition;
import org.bandsaw.trained.TrainedModel;
import org.bandsaw.trained.TrainedPipeline;

/**
 * Runs a pipeline as a batch: each stage is fitted to the training rows, frozen and applied to all
 * rows; then the learners are fitted to the training rows and scored on the held-out rows. How the
 * source is read does not change the results. Used once, by one thread.
 */
public final class BatchRun {

  private static final int DEFAULT_ROWS_PER_READ = 8_192;

  private final RunPlan plan;
  private final PipelineDefinition definition;
  private final int rowsPerRead;
  private final Ticker ticker;
  private final long budget;
  private final RunThreads threads = new RunThreads();
  private final RunMonitor monitor;
  private final RunThrottle throttle;
  private final Map<String, Duration> times = new LinkedHashMap<>();

  public BatchRun(RunPlan plan) {
    this(plan, DEFAULT_ROWS_PER_READ);
  }

  /**
   * @param rowsPerRead how many rows are read at once; does not change the results
   */
  public BatchRun(RunPlan plan, int rowsPerRead) {
    this.plan = plan;
    this.definition = plan.definition();
    this.rowsPerRead = rowsPerRead;
    this.ticker = plan.settings().ticker();
    this.budget = plan.settings().memory().bytes();
    this.monitor = new RunMonitor(plan.settings(), RunContext.Mode.BATCH, threads);
    this.throttle = new RunThrottle(plan.settings(), monitor);
  }

  /** The source in memory. */
  private record Input(Chunk rows, PipelineCheck.Result checked, long cellsSetMissing) {}

  /**
   * The output of the stages over all rows.
   *
   * @param heldOut the positions of the held-out rows
   * @param filtered the number of rows that each filter removed, by its name
   */
  private record FittedRows(Chunk rows, BitSet heldOut, Map<String, Long> filtered) {

    /** Returns the positions of the training rows. */
    BitSet training() {
      BitSet training = new BitSet();
      training.set(0, rows.rowCount());
      training.andNot(heldOut);
      return training;
    }
  }

  /** Runs the batch. */
  public BatchReport run() {
    try {
      monitor.energy.start();
      Input input = read();
      StageChain chain = StageChain.unfitted(definition.stages(), input.rows().schema(), ticker);
      FittedRows fitted = fitStages(chain, input.rows());
      List<FittedLearner> learners = fitLearners(chain, fitted);
      long before = ticker.nanoTime();
      List<Vector> predictions = learners.stream().map(l -> l.predict(fitted.rows())).toList();
      List<BatchReport.LearnerResult> results = score(fitted, learners, predictions);
      if (!learners.isEmpty()) {
        times.put("predict", Duration.ofNanos(ticker.nanoTime() - before));
      }
      List<StreamReport.SinkRows> sinkRows = write(fitted.rows(), learners, predictions);
      finish(fitted, results);
      return report(input, chain, fitted, learners, results, sinkRows);
    } catch (RuntimeException | Error problem) {
      monitor.failed(problem);
      throw problem;
    }
  }

  private void awaitBudgets() {
    monitor.energy.sampleIfDue();
    throttle.awaitBudgets(() -> false);
  }

  // ---- reading

  private Input read() {
    try (SourceReader source = SourceReader.open(plan, threads)) {
      Schema schema = source.schema();
      PipelineCheck.Result checked = PipelineCheck.check(definition, plan.allowedLeaks(), schema);
      definition.holdout().check(schema);
      monitor.events.publish(
          new RunEvent.Started(plan.settings().name(), source.name(), schema.names(), budget, 0));
      Chunk rows = concatenate(readChunks(source), source);
      times.put("read " + source.name(), source.readTime());
      return new Input(rows, checked, source.cellsSetMissing());
    }
  }

  private List<Chunk> readChunks(SourceReader source) {
    List<Chunk> copies = new ArrayList<>();
    long bytes = 0;
    while (true) {
      awaitBudgets();
      Optional<Chunk> next = source.next(throttle.maxRows(rowsPerRead));
      if (next.isEmpty()) {
        return copies;
      }
      Chunk chunk = next.get();
      if (chunk.rowCount() > 0) {
        Chunk copy = chunk.slice(0, chunk.rowCount()); // the reader reuses the chunk
        bytes += copy.retainedBytes();
        copies.add(copy);
        throttle.afterAttempt(copy.rowCount(), bytes);
        requireWithinBudget(
            bytes + source.retainedBytes(),
            "reading " + source.name() + " as one batch (row " + copy.sourceRow(0) + " on)");
      }
      source.release(chunk);
    }
  }

  /** Returns all rows as one chunk, numbered from 0. Empties the list to release memory early. */
  private Chunk concatenate(List<Chunk> chunks, SourceReader source) {
    Schema schema = source.schema();
    long bytes = 0;
    int rows = 0;
    List<Vector[]> parts = new ArrayList<>();
    for (Chunk chunk : chunks) {
      bytes += chunk.retainedBytes();
      rows = Math.addExact(rows, chunk.rowCount());
      parts.add(chunk.vectors());
    }
    chunks.clear();
    Vector[] columns = new Vector[schema.size()];
    for (int i = 0; i < columns.length; i++) {
      List<Vector> column = new ArrayList<>();
      for (Vector[] part : parts) {
        column.add(part[i]);
      }
      columns[i] = Vector.concat(schema.column(i).type(), column);
      requireWithinBudget(
          bytes + columns[i].retainedBytes(), "joining the rows of " + source.name());
      for (Vector[] part : parts) {
        part[i] = Vector.missing(schema.column(i).type(), 0); // releases the part
      }
    }
    Chunk all = Chunk.of(0, schema, rows, columns);
    requireWithinBudget(
        Chunk.retainedBytes(List.of(all)), "the rows of " + source.name() + " with their texts");
    return all;
  }

  private void requireWithinBudget(long bytes, String what) {
    monitor.memory.meter().committed(bytes);
    monitor.memory.sampleIfDue(bytes);
    if (bytes > budget) {
      throw new BudgetExceededException(
          what,
          bytes,
          budget,
          "A batch is in memory as a whole: raise the budget, limit the source, or use"
              + " runStreaming()");
    }
  }

  // ---- stages

  private FittedRows fitStages(StageChain chain, Chunk source) {
    Holdout holdout = definition.holdout();
    BitSet heldOut = holdout.heldOutRows(source, definition.seed());
    Map<String, Long> filtered = new LinkedHashMap<>();
    Chunk rows = source;
    List<Stage> stages = definition.stages();
    for (int i = 0; i < stages.size(); i++) {
      awaitBudgets();
      Stage stage = stages.get(i);
      int[] order = stage instanceof BatchOnlyStage batchOnly ? batchOnly.order(rows) : null;
      if (order != null) {
        rows = rows.reorder(order);
        if (holdout.kind() == Holdout.Kind.SHARE) {
          heldOut = lastRowsHeldOut(holdout, rows);
        }
      }
      Chunk training = definition.fitOn() == FitOn.ALL_ROWS ? rows : trainingRows(rows, heldOut);
      Chunk output = chain.fit(i, rows, training);
      requireWithinBudget(
          Chunk.retainedBytes(List.of(source, rows, training, output)) + chain.retainedBytes(),
          "stage '" + stage.name() + "' over all rows");
      if (stage.isFilter() || output.rowCount() < rows.rowCount()) {
        filtered.put(stage.name(), (long) rows.rowCount() - output.rowCount());
      }
      rows = output;
    }
    long[] nanos = chain.stageNanos();
    for (int i = 0; i < nanos.length; i++) {
      times.put(stages.get(i).name(), Duration.ofNanos(nanos[i]));
    }
    return new FittedRows(rows, positions(rows, heldOut), filtered);
  }

  /** Returns the source rows of the last rows of a chunk, which are held out. */
  private static BitSet lastRowsHeldOut(Holdout holdout, Chunk rows) {
    BitSet heldOut = new BitSet();
    for (int i = holdout.trainingRows(rows.rowCount()); i < rows.rowCount(); i++) {
      heldOut.set((int) rows.sourceRow(i));
    }
    return heldOut;
  }

  /** Returns the positions of source rows in a chunk. */
  private static BitSet positions(Chunk rows, BitSet sourceRows) {
    BitSet positions = new BitSet(rows.rowCount());
    for (int i = 0; i < rows.rowCount(); i++) {
      positions.set(i, sourceRows.get((int) rows.sourceRow(i)));
    }
    return positions;
  }

  private static Chunk trainingRows(Chunk rows, BitSet heldOut) {
    int[] positions = new int[rows.rowCount()];
    int count = 0;
    for (int i = 0; i < rows.rowCount(); i++) {
      if (!heldOut.get((int) rows.sourceRow(i))) {
        positions[count++] = i;
      }
    }
    return rows.selectRows(positions, count);
  }

  // ---- learning

  private List<FittedLearner> fitLearners(StageChain chain, FittedRows fitted) {
    List<LearnerSpec> specs = new ArrayList<>(definition.learners());
    specs.sort(Comparator.comparing(LearnerSpec::isOnline)); // stable; batch learners first
    List<FittedLearner> learners = new ArrayList<>();
    if (specs.isEmpty()) {
      return learners;
    }
    Chunk rows = fitted.rows();
    int[] positions = fitted.training().stream().toArray();
    Chunk training = rows.selectRows(positions, positions.length);
    for (LearnerSpec spec : specs) {
      awaitBudgets();
      long before = ticker.nanoTime();
      requireWithinBudget(
          Chunk.retainedBytes(List.of(rows, training))
              + chain.retainedBytes()
              + FittedLearner.fittingBytes(spec, rows.schema(), training.rowCount()),
          "learner '" + spec.name() + "' over all training rows");
      learners.add(FittedLearner.fit(spec, training, definition.seed()));
      times.put("fit " + spec.name(), Duration.ofNanos(ticker.nanoTime() - before));
    }
    return learners;
  }

  private static List<BatchReport.LearnerResult> score(
      FittedRows fitted, List<FittedLearner> learners, List<Vector> predictions) {
    BitSet training = fitted.training();
    List<BatchReport.LearnerResult> results = new ArrayList<>();
    for (int i = 0; i < learners.size(); i++) {
      FittedLearner learner = learners.get(i);
      results.add(
          new BatchReport.LearnerResult(
              learner.spec().name(),
              learner.spec().target(),
              learner.scores(fitted.rows(), predictions.get(i), training),
              learner.scores(fitted.rows(), predictions.get(i), fitted.heldOut()),
              learner.features().names(),
              learner.unusedColumns(fitted.rows().schema()),
              learner.skippedRows()));
    }
    return results;
  }

  // ---- the end

  private List<StreamReport.SinkRows> write(
      Chunk rows, List<FittedLearner> learners, List<Vector> predictions) {
    Schema schema = Schema.of(rows.schema().columns().toArray(ColumnSpec[]::new));
    Chunk declared = rows.with(schema, rows.vectors()); // no column is dynamic any more
    List<ColumnSpec> columns =
        LearnerSpec.predictionColumns(learners.stream().map(FittedLearner::spec).toList());
    SinkParticipant sinks = SinkParticipant.open(plan.settings().sinks(), schema, columns, ticker);
    try {
      sinks.commit(ProcessedChunk.ofBatch(declared, columns, predictions));
    } catch (RuntimeException | Error problem) {
      sinks.abort(problem);
      throw problem;
    }
    sinks.finish();
    sinks.addTimes(times);
    return sinks.rows();
  }

  private void finish(FittedRows fitted, List<BatchReport.LearnerResult> results) {
    throttle.addTimes(times);
    throttle.finish();
    monitor.finished(StreamReport.End.SOURCE_ENDED);
    monitor.telemetry.publishBatchScores(results);
    monitor.events.publish(new RunEvent.Ended("SOURCE_ENDED", fitted.rows().rowCount()));
  }

  private BatchReport report(
      Input input,
      StageChain chain,
      FittedRows fitted,
      List<FittedLearner> learners,
      List<BatchReport.LearnerResult> results,
      List<StreamReport.SinkRows> sinkRows) {
    Optional<TelemetryReport> telemetry = monitor.telemetry.report();
    int rowsRead = input.rows().rowCount();
    int heldOut = fitted.heldOut().cardinality();
    return new BatchReport(
        plan.settings().name(),
        plan.source().name(),
        new BatchReport.Rows(
            rowsRead, fitted.rows().rowCount() - heldOut, heldOut, fitted.filtered()),
        definition.holdout().toString(),
        definition.fitOn(),
        results,
        input.cellsSetMissing(),
        times,
        monitor.duration(),
        monitor.memory.usage(),
        monitor.statistics.peakResidentMebibytes(),
        throttle.computeOutcome(),
        monitor.energy.report(rowsRead, 1),
        sinkRows,
        telemetry,
        notes(input.checked(), chain),
        trainedPipeline(chain, learners, rowsRead));
  }

  private List<String> notes(PipelineCheck.Result checked, StageChain chain) {
    List<String> notes = new ArrayList<>();
    if (definition.fitOn() == FitOn.ALL_ROWS) {
      notes.add("leaking: stages were fitted to the held-out rows too");
    }
    notes.addAll(checked.notes());
    for (int i = 0; i < chain.stages().size(); i++) {
      Stage stage = chain.stages().get(i);
      if (stage instanceof TargetEncode) {
        notes.add(
            "stage '"
                + stage.name()
                + "' encodes training rows with targets that include their own; only the scores on"
                + " held-out rows show how well such features predict");
      }
      if (chain.run(i) instanceof FittedRun run) {
        notes.add("stage '" + stage.name() + "': " + run.describeFit());
      }
    }
    notes.addAll(monitor.events.notes());
    notes.addAll(monitor.telemetry.notes());
    return notes;
  }

  private TrainedPipeline trainedPipeline(
      StageChain chain, List<FittedLearner> learners, int rows) {
    List<TrainedModel> models = new ArrayList<>();
    for (FittedLearner learner : learners) {
      models.add(
          new TrainedModel(
              learner.spec().name(), learner.features(), StateSnapshot.of(learner::saveModel)));
    }
    return new TrainedPipeline(
        definition, chain.input(), chain.output(), StateSnapshot.of(chain::save), models, rows);
  }
}
