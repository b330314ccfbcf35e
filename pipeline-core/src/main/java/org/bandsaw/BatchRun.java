package org.bandsaw;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.bandsaw.budget.BudgetExceededException;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Figure;
import org.bandsaw.data.Schema;
import org.bandsaw.data.Vector;
import org.bandsaw.learn.FitOn;
import org.bandsaw.learn.FittedLearner;
import org.bandsaw.learn.Holdout;
import org.bandsaw.learn.LearnerSpec;
import org.bandsaw.observe.RunContext;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.observe.TelemetryReport;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.Ticker;
import org.bandsaw.report.BatchReport;
import org.bandsaw.report.StreamReport;
import org.bandsaw.stage.BatchOnlyStage;
import org.bandsaw.stage.FittedRun;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageChain;
import org.bandsaw.stage.TargetEncode;
import org.bandsaw.state.StateSnapshot;
import org.bandsaw.trained.TrainedModel;
import org.bandsaw.trained.TrainedPipeline;

/**
 * A whole source at once: each stage is fitted to the training rows, frozen and applied to all of
 * them; then learners are fitted to the training rows and scored on the others. How the source was
 * read changes nothing. Used by one thread, once.
 */
final class BatchRun {

  private static final int DEFAULT_ROWS_PER_READ = 8_192;

  private final Job job;
  private final int rowsPerRead;
  private final Pipeline pipeline;
  private final Ticker ticker;
  private final ResourceProbe probe;
  private final long budget;
  private final RunThreads threads = new RunThreads();
  private final TelemetryMonitor telemetry;
  private final Listeners listeners;
  private final ComputeThrottle computeThrottle;
  private final EnergyMonitor energy;
  private final Map<String, Duration> times = new LinkedHashMap<>();
  private final long startedAt;
  private final MemoryMonitor memory;
  private long cellsSetMissing;

  BatchRun(Job job) {
    this(job, DEFAULT_ROWS_PER_READ);
  }

  /**
   * @param rowsAtATime how many rows are read at once, which changes nothing
   */
  BatchRun(Job job, int rowsAtATime) {
    this.job = job;
    this.rowsPerRead = rowsAtATime;
    this.pipeline = job.pipeline();
    RunSettings settings = job.settings();
    this.ticker = settings.ticker();
    this.probe = settings.probe();
    this.budget = settings.memory().bytes();
    this.telemetry = new TelemetryMonitor(settings, RunContext.Mode.BATCH, threads);
    this.listeners = new Listeners(settings.listeners(), telemetry);
    this.computeThrottle = new ComputeThrottle(settings, listeners);
    this.memory = new MemoryMonitor(settings);
    this.energy = new EnergyMonitor(settings, listeners);
    this.startedAt = ticker.nanoTime();
  }

  /** What the stages made of all rows. */
  private record FittedRows(Chunk rows, BitSet heldOut, Map<String, Long> filtered) {}

  BatchReport run() {
    try {
      energy.start();
      return fitAndScore();
    } catch (RuntimeException | Error problem) {
      energy.finish();
      listeners.publish(new RunEvent.Ended("FAILED", 0));
      throw problem;
    }
  }

  private void awaitBudgets() {
    computeThrottle.awaitBudget();
    energy.awaitBudget();
  }

  private BatchReport fitAndScore() {
    PipelineCheck.Result checked;
    Chunk source;
    try (SourceRun input = SourceRun.open(job, threads)) {
      checked = PipelineCheck.check(pipeline, input.schema());
      pipeline.definition().holdout().check(input.schema());
      listeners.publish(
          new RunEvent.Started(
              job.settings().name(), input.name(), input.schema().names(), budget, 0));
      source = readAll(input);
      cellsSetMissing = input.cellsSetMissing();
      times.put("read " + input.name(), input.readTime());
    }
    StageChain chain = StageChain.unfitted(pipeline.stages(), source.schema(), ticker);
    FittedRows fitted = fit(chain, source);
    List<FittedLearner> learned = learn(chain, fitted);
    long before = ticker.nanoTime();
    List<Vector> predictions = learned.stream().map(each -> each.predict(fitted.rows())).toList();
    List<BatchReport.LearnerResult> reports = score(fitted, learned, predictions);
    if (!learned.isEmpty()) {
      times.put("predict", Duration.ofNanos(ticker.nanoTime() - before));
    }
    List<StreamReport.SinkRows> sinkRows = write(fitted.rows(), learned, predictions);
    if (computeThrottle.hasBudget()) {
      times.put("rest", computeThrottle.throttledTime());
    }
    computeThrottle.finish();
    energy.finish();
    energy.addTimes(times);
    telemetry.publishBatchScores(reports);
    listeners.publish(new RunEvent.Ended("SOURCE_ENDED", fitted.rows().rowCount()));
    Optional<TelemetryReport> measured = telemetry.report();
    int heldOut = fitted.heldOut().cardinality();
    return new BatchReport(
        job.settings().name(),
        job.source().name(),
        new BatchReport.Rows(
            source.rowCount(), fitted.rows().rowCount() - heldOut, heldOut, fitted.filtered()),
        pipeline.definition().holdout().toString(),
        pipeline.definition().fitOn(),
        reports,
        cellsSetMissing,
        times,
        Duration.ofNanos(ticker.nanoTime() - startedAt),
        memory.usage(),
        peakResident(),
        computeThrottle.outcome(),
        energy.report(source.rowCount(), 1),
        sinkRows,
        measured,
        notes(checked, chain),
        trainedPipeline(chain, learned, source.rowCount()));
  }

  // ---- reading

  /** All rows of the source, numbered from 0, in memory. */
  private Chunk readAll(SourceRun input) {
    List<Chunk> parts = new ArrayList<>();
    long bytes = 0;
    while (true) {
      awaitBudgets();
      Optional<Chunk> next = input.next(computeThrottle.maxRows(rowsPerRead));
      if (next.isEmpty()) {
        break;
      }
      Chunk chunk = next.get();
      computeThrottle.rowsStarted(chunk.rowCount());
      if (chunk.rowCount() > 0) {
        Chunk own = chunk.slice(0, chunk.rowCount());
        bytes += own.retainedBytes();
        parts.add(own);
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
        part[i] = Vector.missing(schema.column(i).type(), 0); // lets the piece go
      }
    }
    Chunk all = Chunk.of(0, schema, rows, whole);
    requireWithinBudget(
        Chunk.retainedBytes(List.of(all)), "the rows of " + input.name() + " with their texts");
    return all;
  }

  private void requireWithinBudget(long bytes, String what) {
    memory.meter().committed(bytes);
    memory.sampleIfDue(bytes);
    if (bytes > budget) {
      throw new BudgetExceededException(
          what,
          bytes,
          budget,
          "A batch is held in memory as a whole: raise the budget, limit the source, or use"
              + " runStreaming()");
    }
  }

  // ---- stages

  private FittedRows fit(StageChain chain, Chunk source) {
    Holdout holdout = pipeline.definition().holdout();
    BitSet heldOut = holdout.heldOutRows(source, pipeline.seed());
    Map<String, Long> filtered = new LinkedHashMap<>();
    Chunk rows = source;
    List<Stage> stages = pipeline.stages();
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
      Chunk training =
          pipeline.definition().fitOn() == FitOn.ALL_ROWS ? rows : trainingRows(rows, heldOut);
      Chunk out = chain.fit(i, rows, training);
      requireWithinBudget(
          Chunk.retainedBytes(List.of(source, rows, training, out)) + chain.retainedBytes(),
          "stage '" + stage.name() + "' over all rows");
      if (stage.isFilter()) {
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

  /** The source rows held out when the last of these are. */
  private static BitSet lastRowsHeldOut(Holdout holdout, Chunk rows) {
    BitSet heldOut = new BitSet();
    for (int i = holdout.trainingRows(rows.rowCount()); i < rows.rowCount(); i++) {
      heldOut.set((int) rows.sourceRow(i));
    }
    return heldOut;
  }

  /** The positions of source rows in a chunk. */
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
    List<LearnerSpec> learnings = new ArrayList<>(pipeline.learners());
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
      learned.add(FittedLearner.fit(learning, training, pipeline.seed()));
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
      Chunk rows, List<FittedLearner> learned, List<Vector> predictions) {
    Schema all = Schema.of(rows.schema().columns().toArray(ColumnSpec[]::new));
    List<ColumnSpec> columns =
        LearnerSpec.predictionColumns(learned.stream().map(FittedLearner::spec).toList());
    SinkGroup sinks = SinkGroup.open(job.settings().sinks(), all, columns, ticker);
    try (sinks) {
      sinks.write(rows.with(all, rows.vectors()), predictions, 1);
    }
    sinks.addTimes(times);
    return sinks.rows();
  }

  private List<String> notes(PipelineCheck.Result checked, StageChain chain) {
    List<String> notes = new ArrayList<>();
    if (pipeline.definition().fitOn() == FitOn.ALL_ROWS) {
      notes.add("leaking: steps were fitted to the rows held out too");
    }
    notes.addAll(checked.notes());
    for (int i = 0; i < chain.stages().size(); i++) {
      if (chain.stages().get(i) instanceof TargetEncode encode) {
        notes.add(
            "step '"
                + encode.name()
                + "' encodes rows trained on with their own targets among others; only scores on rows"
                + " held out tell how well such features predict");
      }
      if (chain.run(i) instanceof FittedRun run) {
        notes.add("step '" + chain.stages().get(i).name() + "': " + run.describeFit());
      }
    }
    notes.addAll(listeners.notes());
    notes.addAll(telemetry.notes());
    return notes;
  }

  private TrainedPipeline trainedPipeline(StageChain chain, List<FittedLearner> learned, int rows) {
    List<TrainedModel> models = new ArrayList<>();
    for (FittedLearner each : learned) {
      models.add(
          new TrainedModel(each.spec().name(), each.features(), StateSnapshot.of(each::saveModel)));
    }
    return new TrainedPipeline(
        pipeline.definition(),
        chain.input(),
        chain.output(),
        StateSnapshot.of(chain::save),
        models,
        rows);
  }

  private Figure peakResident() {
    OptionalLong bytes = probe.peakResidentBytes();
    return bytes.isPresent()
        ? Figure.known(bytes.getAsLong() / (double) (1 << 20))
        : Figure.unknown("this system does not say");
  }
}
