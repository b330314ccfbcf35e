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
import org.bandsaw.control.BudgetExceededException;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Figure;
import org.bandsaw.data.Schema;
import org.bandsaw.data.Vector;
import org.bandsaw.learn.BatchLearning;
import org.bandsaw.learn.FitOn;
import org.bandsaw.learn.Holdout;
import org.bandsaw.learn.Learning;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.observe.TelemetryReport;
import org.bandsaw.observe.WatchedRun;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.Ticker;
import org.bandsaw.stage.BatchOnlyStage;
import org.bandsaw.stage.FittedRun;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageChain;
import org.bandsaw.stage.TargetEncode;
import org.bandsaw.state.FrozenState;
import org.bandsaw.trained.TrainedModel;
import org.bandsaw.trained.TrainedPipeline;

/**
 * A whole source at once: each stage is fitted to the training rows, frozen and applied to all of
 * them; then learners are fitted to the training rows and scored on the others. How the source was
 * read changes nothing. Used by one thread, once.
 */
final class BatchRun {

  private static final int USUAL_ROWS_AT_A_TIME = 8_192;

  private final Job job;
  private final int rowsAtATime;
  private final Pipeline pipeline;
  private final Ticker ticker;
  private final ResourceProbe probe;
  private final long budget;
  private final RunThreads threads = new RunThreads();
  private final TelemetryLog telemetry;
  private final Listeners listeners;
  private final Pace pace;
  private final EnergyLog energy;
  private final Map<String, Duration> times = new LinkedHashMap<>();
  private final long startedAt;
  private final MemoryWatch memory;
  private long cellsSetMissing;

  BatchRun(Job job) {
    this(job, USUAL_ROWS_AT_A_TIME);
  }

  /**
   * @param rowsAtATime how many rows are read at once, which changes nothing
   */
  BatchRun(Job job, int rowsAtATime) {
    this.job = job;
    this.rowsAtATime = rowsAtATime;
    this.pipeline = job.pipeline();
    JobSettings settings = job.settings();
    this.ticker = settings.ticker();
    this.probe = settings.probe();
    this.budget = settings.memory().bytes();
    this.telemetry = new TelemetryLog(settings, WatchedRun.Mode.BATCH, threads);
    this.listeners = new Listeners(settings.listeners(), telemetry);
    this.pace = new Pace(settings, listeners);
    this.memory = new MemoryWatch(settings);
    this.energy = new EnergyLog(settings, listeners);
    this.startedAt = ticker.nanoTime();
  }

  /** What the stages made of all rows. */
  private record Fitted(Chunk rows, BitSet heldOut, Map<String, Long> filtered) {}

  BatchReport run() {
    try {
      energy.begins();
      return fitAndScore();
    } catch (RuntimeException | Error problem) {
      energy.ends();
      listeners.tell(new RunEvent.Ended("FAILED", 0));
      throw problem;
    }
  }

  private void rest() {
    pace.rest();
    energy.rest();
  }

  private BatchReport fitAndScore() {
    Opening.Checked checked;
    Chunk source;
    try (SourceRun input = SourceRun.open(job, threads)) {
      checked = Opening.check(pipeline, input.schema());
      pipeline.definition().holdout().check(input.schema());
      listeners.tell(
          new RunEvent.Started(
              job.settings().name(), input.name(), input.schema().names(), budget, 0));
      source = readAll(input);
      cellsSetMissing = input.cellsSetMissing();
      times.put("read " + input.name(), input.took());
    }
    StageChain chain = StageChain.unfitted(pipeline.stages(), source.schema(), ticker);
    Fitted fitted = fit(chain, source);
    List<BatchLearning> learned = learn(chain, fitted);
    long before = ticker.nanoTime();
    List<Vector> predictions = learned.stream().map(each -> each.predict(fitted.rows())).toList();
    List<BatchReport.Learned> reports = score(fitted, learned, predictions);
    if (!learned.isEmpty()) {
      times.put("predict", Duration.ofNanos(ticker.nanoTime() - before));
    }
    List<StreamReport.SinkRows> sinkRows = write(fitted.rows(), learned, predictions);
    if (pace.isSet()) {
      times.put("rest", pace.rested());
    }
    pace.ends();
    energy.ends();
    energy.times(times);
    telemetry.scoredBatch(reports);
    listeners.tell(new RunEvent.Ended("SOURCE_ENDED", fitted.rows().rowCount()));
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
        memory.use(),
        peakResident(),
        pace.outcome(),
        energy.report(source.rowCount(), 1),
        sinkRows,
        measured,
        notes(checked, chain),
        trained(chain, learned, source.rowCount()));
  }

  // ---- reading

  /** All rows of the source, numbered from 0, in memory. */
  private Chunk readAll(SourceRun input) {
    List<Chunk> parts = new ArrayList<>();
    long bytes = 0;
    while (true) {
      rest();
      Optional<Chunk> next = input.next(pace.mostRows(rowsAtATime));
      if (next.isEmpty()) {
        break;
      }
      Chunk chunk = next.get();
      pace.begins(chunk.rowCount());
      if (chunk.rowCount() > 0) {
        Chunk own = chunk.slice(0, chunk.rowCount());
        bytes += own.retainedBytes();
        parts.add(own);
        hold(
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
      whole[i] = Vector.joined(schema.column(i).type(), pieces);
      hold(bytes + whole[i].retainedBytes(), "joining the rows of " + input.name());
      for (Vector[] part : columns) {
        part[i] = Vector.missing(schema.column(i).type(), 0); // lets the piece go
      }
    }
    Chunk all = Chunk.of(0, schema, rows, whole);
    hold(Chunk.retainedBytes(List.of(all)), "the rows of " + input.name() + " with their texts");
    return all;
  }

  private void hold(long bytes, String what) {
    memory.meter().kept(bytes);
    memory.look(bytes);
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

  private Fitted fit(StageChain chain, Chunk source) {
    Holdout holdout = pipeline.definition().holdout();
    BitSet heldOut = holdout.of(source, pipeline.seed());
    Map<String, Long> filtered = new LinkedHashMap<>();
    Chunk rows = source;
    List<Stage> stages = pipeline.stages();
    for (int i = 0; i < stages.size(); i++) {
      rest();
      Stage stage = stages.get(i);
      if (stage instanceof BatchOnlyStage whole) {
        int[] order = whole.order(rows);
        if (order != null) {
          rows = rows.inOrder(order);
          if (holdout.kind() == Holdout.Kind.SHARE) {
            heldOut = lastRows(holdout, rows);
          }
        }
      }
      Chunk training =
          pipeline.definition().fitOn() == FitOn.ALL_ROWS ? rows : training(rows, heldOut);
      Chunk out = chain.fit(i, rows, training);
      hold(
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
    return new Fitted(rows, positions(rows, heldOut), filtered);
  }

  /** The source rows held out when the last of these are. */
  private static BitSet lastRows(Holdout holdout, Chunk rows) {
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

  private static Chunk training(Chunk rows, BitSet heldOut) {
    int[] kept = new int[rows.rowCount()];
    int count = 0;
    for (int i = 0; i < rows.rowCount(); i++) {
      if (!heldOut.get((int) rows.sourceRow(i))) {
        kept[count++] = i;
      }
    }
    return rows.keep(kept, count);
  }

  // ---- learning

  private List<BatchLearning> learn(StageChain chain, Fitted fitted) {
    List<Learning> learnings = new ArrayList<>(pipeline.learnings());
    learnings.sort(Comparator.comparing(Learning::isOnline)); // stable: those for batches first
    List<BatchLearning> learned = new ArrayList<>();
    if (learnings.isEmpty()) {
      return learned;
    }
    Chunk rows = fitted.rows();
    BitSet trained = new BitSet();
    trained.set(0, rows.rowCount());
    trained.andNot(fitted.heldOut());
    int[] positions = trained.stream().toArray();
    Chunk training = rows.keep(positions, positions.length);
    for (Learning learning : learnings) {
      rest();
      long before = ticker.nanoTime();
      hold(
          Chunk.retainedBytes(List.of(rows, training))
              + chain.retainedBytes()
              + BatchLearning.bytes(learning, rows.schema(), training.rowCount()),
          "learner '" + learning.name() + "' over all training rows");
      learned.add(BatchLearning.fit(learning, training, pipeline.seed()));
      times.put("fit " + learning.name(), Duration.ofNanos(ticker.nanoTime() - before));
    }
    return learned;
  }

  private static List<BatchReport.Learned> score(
      Fitted fitted, List<BatchLearning> learned, List<Vector> predictions) {
    BitSet training = new BitSet();
    training.set(0, fitted.rows().rowCount());
    training.andNot(fitted.heldOut());
    List<BatchReport.Learned> reports = new ArrayList<>();
    for (int i = 0; i < learned.size(); i++) {
      BatchLearning each = learned.get(i);
      reports.add(
          new BatchReport.Learned(
              each.learning().name(),
              each.learning().target(),
              each.scores(fitted.rows(), predictions.get(i), training),
              each.scores(fitted.rows(), predictions.get(i), fitted.heldOut()),
              each.features().names(),
              each.unused(fitted.rows().schema()),
              each.skippedRows()));
    }
    return reports;
  }

  // ---- the end

  private List<StreamReport.SinkRows> write(
      Chunk rows, List<BatchLearning> learned, List<Vector> predictions) {
    Schema all = Schema.of(rows.schema().columns().toArray(ColumnSpec[]::new));
    List<ColumnSpec> columns =
        Learning.predictionColumns(learned.stream().map(BatchLearning::learning).toList());
    SinkGroup sinks = SinkGroup.open(job.settings().sinks(), all, columns, ticker);
    try (sinks) {
      sinks.write(rows.with(all, rows.vectors()), predictions, 1);
    }
    sinks.times(times);
    return sinks.rows();
  }

  private List<String> notes(Opening.Checked checked, StageChain chain) {
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
        notes.add("step '" + chain.stages().get(i).name() + "': " + run.fitted());
      }
    }
    notes.addAll(listeners.notes());
    notes.addAll(telemetry.notes());
    return notes;
  }

  private TrainedPipeline trained(StageChain chain, List<BatchLearning> learned, int rows) {
    List<TrainedModel> models = new ArrayList<>();
    for (BatchLearning each : learned) {
      models.add(
          new TrainedModel(
              each.learning().name(), each.features(), FrozenState.of(each::saveModel)));
    }
    return new TrainedPipeline(
        pipeline.definition(),
        chain.input(),
        chain.output(),
        FrozenState.of(chain::save),
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
