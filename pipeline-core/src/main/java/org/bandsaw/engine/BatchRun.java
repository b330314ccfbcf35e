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
 * Runs a pipeline over a whole source at once: each stage is fitted to the training rows, frozen
 * and applied to all rows; then learners are fitted to the training rows and scored on the others.
 * How the source is read changes nothing. Used by one thread, once.
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
   * @param rowsPerRead how many rows are read at once, which changes no result
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

  /** The output of the stages over all rows. */
  private record FittedRows(Chunk rows, BitSet heldOut, Map<String, Long> filtered) {}

  /** Runs the batch. */
  public BatchReport run() {
    try {
      monitor.energy.start();
      return fitAndScore();
    } catch (RuntimeException | Error problem) {
      monitor.failed(problem);
      throw problem;
    }
  }

  private void awaitBudgets() {
    monitor.energy.sampleIfDue();
    throttle.awaitBudgets(() -> false);
  }

  private BatchReport fitAndScore() {
    PipelineCheck.Result checked;
    Chunk source;
    long cellsSetMissing;
    try (SourceReader input = SourceReader.open(plan, threads)) {
      checked = PipelineCheck.check(definition, plan.allowedLeaks(), input.schema());
      definition.holdout().check(input.schema());
      monitor.events.publish(
          new RunEvent.Started(
              plan.settings().name(), input.name(), input.schema().names(), budget, 0));
      source = readAll(input);
      cellsSetMissing = input.cellsSetMissing();
      times.put("read " + input.name(), input.readTime());
    }
    StageChain chain = StageChain.unfitted(definition.stages(), source.schema(), ticker);
    FittedRows fitted = fit(chain, source);
    List<FittedLearner> learners = learn(chain, fitted);
    long before = ticker.nanoTime();
    List<Vector> predictions = learners.stream().map(each -> each.predict(fitted.rows())).toList();
    List<BatchReport.LearnerResult> results = score(fitted, learners, predictions);
    if (!learners.isEmpty()) {
      times.put("predict", Duration.ofNanos(ticker.nanoTime() - before));
    }
    List<StreamReport.SinkRows> sinkRows = write(fitted.rows(), learners, predictions);
    throttle.addTimes(times);
    throttle.finish();
    monitor.finished(StreamReport.End.SOURCE_ENDED);
    monitor.telemetry.publishBatchScores(results);
    monitor.events.publish(new RunEvent.Ended("SOURCE_ENDED", fitted.rows().rowCount()));
    Optional<TelemetryReport> telemetry = monitor.telemetry.report();
    int heldOut = fitted.heldOut().cardinality();
    return new BatchReport(
        plan.settings().name(),
        plan.source().name(),
        new BatchReport.Rows(
            source.rowCount(), fitted.rows().rowCount() - heldOut, heldOut, fitted.filtered()),
        definition.holdout().toString(),
        definition.fitOn(),
        results,
        cellsSetMissing,
        times,
        monitor.duration(),
        monitor.memory.usage(),
        monitor.statistics.peakResidentMebibytes(),
        throttle.computeOutcome(),
        monitor.energy.report(source.rowCount(), 1),
        sinkRows,
        telemetry,
        notes(checked, chain),
        trainedPipeline(chain, learners, source.rowCount()));
  }

  // ---- reading

  /** Reads all rows of the source into memory, numbered from 0. */
  private Chunk readAll(SourceReader input) {
    List<Chunk> parts = new ArrayList<>();
    long bytes = 0;
    while (true) {
      awaitBudgets();
      Optional<Chunk> next = input.next(throttle.maxRows(rowsPerRead));
      if (next.isEmpty()) {
        break;
      }
      Chunk chunk = next.get();
      if (chunk.rowCount() > 0) {
        Chunk own = chunk.slice(0, chunk.rowCount());
        bytes += own.retainedBytes();
        parts.add(own);
        throttle.afterAttempt(own.rowCount(), bytes);
        requireWithinBudget(
            bytes + input.retainedBytes(),
            "reading " + input.name() + " as one batch (row " + own.sourceRow(0) + " on)");
      }
      input.release(chunk);
    }
    Schema schema = input.schema();
    Vector[] whole = new Vector[schema.size()];
    int rows = 0;
    List<Vector[]> columns = new ArrayList<>();
    for (Chunk part : parts) {
      rows = Math.addExact(rows, part.rowCount());
      columns.add(part.vectors());
    }
    parts.clear();
    for (int i = 0; i < whole.length; i++) {
      List<Vector> pieces = new ArrayList<>();
      for (Vector[] part : columns) {
        pieces.add(part[i]);
      }
      whole[i] = Vector.concat(schema.column(i).type(), pieces);
      requireWithinBudget(bytes + whole[i].retainedBytes(), "joining the rows of " + input.name());
      for (Vector[] part : columns) {
        part[i] = Vector.missing(schema.column(i).type(), 0); // releases the piece
      }
    }
    Chunk all = Chunk.of(0, schema, rows, whole);
    requireWithinBudget(
        Chunk.retainedBytes(List.of(all)), "the rows of " + input.name() + " with their texts");
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

  private FittedRows fit(StageChain chain, Chunk source) {
    Holdout holdout = definition.holdout();
    BitSet heldOut = holdout.heldOutRows(source, definition.seed());
    Map<String, Long> filtered = new LinkedHashMap<>();
    Chunk rows = source;
    List<Stage> stages = definition.stages();
    for (int i = 0; i < stages.size(); i++) {
      awaitBudgets();
      Stage stage = stages.get(i);
      if (stage instanceof BatchOnlyStage whole) {
        int[] order = whole.order(rows);
        if (order != null) {
          rows = rows.reorder(order);
          if (holdout.kind() == Holdout.Kind.SHARE) {
            heldOut = lastRowsHeldOut(holdout, rows);
          }
        }
      }
      Chunk training = definition.fitOn() == FitOn.ALL_ROWS ? rows : trainingRows(rows, heldOut);
      Chunk out = chain.fit(i, rows, training);
      requireWithinBudget(
          Chunk.retainedBytes(List.of(source, rows, training, out)) + chain.retainedBytes(),
          "stage '" + stage.name() + "' over all rows");
      if (stage.isFilter() || out.rowCount() < rows.rowCount()) {
        filtered.put(stage.name(), (long) rows.rowCount() - out.rowCount());
      }
      rows = out;
    }
    long[] nanos = chain.stageNanos();
    for (int i = 0; i < nanos.length; i++) {
      times.put(stages.get(i).name(), Duration.ofNanos(nanos[i]));
    }
    return new FittedRows(rows, positions(rows, heldOut), filtered);
  }

  /** Returns the source rows that are held out if the last of these rows are. */
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
    int[] kept = new int[rows.rowCount()];
    int count = 0;
    for (int i = 0; i < rows.rowCount(); i++) {
      if (!heldOut.get((int) rows.sourceRow(i))) {
        kept[count++] = i;
      }
    }
    return rows.selectRows(kept, count);
  }

  // ---- learning

  private List<FittedLearner> learn(StageChain chain, FittedRows fitted) {
    List<LearnerSpec> learnings = new ArrayList<>(definition.learners());
    learnings.sort(Comparator.comparing(LearnerSpec::isOnline)); // stable: those for batches first
    List<FittedLearner> learned = new ArrayList<>();
    if (learnings.isEmpty()) {
      return learned;
    }
    Chunk rows = fitted.rows();
    BitSet trained = new BitSet();
    trained.set(0, rows.rowCount());
    trained.andNot(fitted.heldOut());
    int[] positions = trained.stream().toArray();
    Chunk training = rows.selectRows(positions, positions.length);
    for (LearnerSpec learning : learnings) {
      awaitBudgets();
      long before = ticker.nanoTime();
      requireWithinBudget(
          Chunk.retainedBytes(List.of(rows, training))
              + chain.retainedBytes()
              + FittedLearner.fittingBytes(learning, rows.schema(), training.rowCount()),
          "learner '" + learning.name() + "' over all training rows");
      learned.add(FittedLearner.fit(learning, training, definition.seed()));
      times.put("fit " + learning.name(), Duration.ofNanos(ticker.nanoTime() - before));
    }
    return learned;
  }

  private static List<BatchReport.LearnerResult> score(
      FittedRows fitted, List<FittedLearner> learned, List<Vector> predictions) {
    BitSet training = new BitSet();
    training.set(0, fitted.rows().rowCount());
    training.andNot(fitted.heldOut());
    List<BatchReport.LearnerResult> reports = new ArrayList<>();
    for (int i = 0; i < learned.size(); i++) {
      FittedLearner each = learned.get(i);
      reports.add(
          new BatchReport.LearnerResult(
              each.spec().name(),
              each.spec().target(),
              each.scores(fitted.rows(), predictions.get(i), training),
              each.scores(fitted.rows(), predictions.get(i), fitted.heldOut()),
              each.features().names(),
              each.unusedColumns(fitted.rows().schema()),
              each.skippedRows()));
    }
    return reports;
  }

  // ---- the end

  private List<StreamReport.SinkRows> write(
      Chunk rows, List<FittedLearner> learners, List<Vector> predictions) {
    Schema schema = Schema.of(rows.schema().columns().toArray(ColumnSpec[]::new));
    Chunk fixed = rows.with(schema, rows.vectors());
    List<ColumnSpec> columns =
        LearnerSpec.predictionColumns(learners.stream().map(FittedLearner::spec).toList());
    SinkParticipant sinks = SinkParticipant.open(plan.settings().sinks(), schema, columns, ticker);
    try {
      sinks.commit(ProcessedChunk.ofBatch(fixed, columns, predictions));
    } catch (RuntimeException | Error problem) {
      sinks.abort(problem);
      throw problem;
    }
    sinks.finish();
    sinks.addTimes(times);
    return sinks.rows();
  }

  private List<String> notes(PipelineCheck.Result checked, StageChain chain) {
    List<String> notes = new ArrayList<>();
    if (definition.fitOn() == FitOn.ALL_ROWS) {
      notes.add("leaking: steps were fitted to the rows held out too");
    }
    notes.addAll(checked.notes());
    for (int i = 0; i < chain.stages().size(); i++) {
      if (chain.stages().get(i) instanceof TargetEncode encode) {
        notes.add(
            "step '"
                + encode.name()
                + "' encodes training rows with targets that include their own; only the scores on"
                + " held-out rows show how well such features predict");
      }
      if (chain.run(i) instanceof FittedRun run) {
        notes.add("step '" + chain.stages().get(i).name() + "': " + run.describeFit());
      }
    }
    notes.addAll(monitor.events.notes());
    notes.addAll(monitor.telemetry.notes());
    return notes;
  }

  private TrainedPipeline trainedPipeline(StageChain chain, List<FittedLearner> learned, int rows) {
    List<TrainedModel> models = new ArrayList<>();
    for (FittedLearner each : learned) {
      models.add(
          new TrainedModel(each.spec().name(), each.features(), StateSnapshot.of(each::saveModel)));
    }
    return new TrainedPipeline(
        definition, chain.input(), chain.output(), StateSnapshot.of(chain::save), models, rows);
  }
}
