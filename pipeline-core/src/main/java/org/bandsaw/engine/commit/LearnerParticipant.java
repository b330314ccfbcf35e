package org.bandsaw.engine.commit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.data.Vector;
import org.bandsaw.learn.Learner;
import org.bandsaw.learn.LearnerFailedException;
import org.bandsaw.learn.LearnerRun;
import org.bandsaw.learn.LearnerSpec;
import org.bandsaw.probe.Ticker;
import org.bandsaw.report.StreamReport;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateSnapshot;
import org.bandsaw.state.StateWriter;
import org.bandsaw.trained.PipelineDefinition;
import org.bandsaw.trained.TrainedModel;

/**
 * The learners of one stream: each predicts, scores and learns every committed row, independently
 * of the others.
 */
public final class LearnerParticipant implements CommitParticipant {

  private final List<LearnerSpec> specs;
  private final List<LearnerRun> runs;
  private final List<ColumnSpec> predictionColumns;
  private final Ticker ticker;
  private long nanos;

  private LearnerParticipant(List<LearnerSpec> specs, List<LearnerRun> runs, Ticker ticker) {
    this.specs = specs;
    this.runs = runs;
    this.predictionColumns = LearnerSpec.predictionColumns(specs);
    this.ticker = ticker;
  }

  /** Opens those learners of a pipeline that learn row by row. */
  public static LearnerParticipant open(PipelineDefinition definition, Schema rows, Ticker ticker) {
    List<LearnerSpec> specs = new ArrayList<>();
    List<LearnerRun> runs = new ArrayList<>();
    for (LearnerSpec spec : definition.learners()) {
      if (spec.isOnline()) {
        specs.add(spec);
        runs.add(LearnerRun.open(spec, rows, definition.seed()));
      }
    }
    return new LearnerParticipant(specs, runs, ticker);
  }

  @Override
  public String name() {
    return "learners";
  }

  @Override
  public void commit(ProcessedChunk chunk) {
    long before = ticker.nanoTime();
    Chunk rows = chunk.rows();
    List<Vector> predictions = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      try {
        runs.get(i).learn(rows);
      } catch (BandsawException ours) {
        ours.addContext(String.format(Locale.ROOT, "learning chunk %d (%s)", chunk.number(), rows));
        throw ours;
      } catch (RuntimeException problem) {
        String where = String.format(Locale.ROOT, "chunk %d (%s)", chunk.number(), rows);
        throw failure(i, where, problem);
      }
      predictions.add(runs.get(i).predictions(rows.rowCount()));
    }
    chunk.publishPredictions(predictionColumns, predictions);
    nanos += ticker.nanoTime() - before;
  }

  /** Learns the rows that still wait for their label. */
  @Override
  public void finish() {
    for (int i = 0; i < runs.size(); i++) {
      try {
        runs.get(i).finish();
      } catch (BandsawException ours) {
        throw ours;
      } catch (RuntimeException problem) {
        throw failure(i, "the last rows, which waited for their labels", problem);
      }
    }
  }

  @Override
  public void abort(Throwable problem) {}

  private LearnerFailedException failure(int learner, String where, RuntimeException problem) {
    return new LearnerFailedException(
        specs.get(learner).name(), "failed on " + where + ": " + problem, problem);
  }

  /** Returns the columns of the predictions. */
  public List<ColumnSpec> predictionColumns() {
    return predictionColumns;
  }

  /** Returns the predictions for the rows that were committed last, one vector per learner. */
  public List<Vector> predictions(int rows) {
    return runs.stream().map(run -> run.predictions(rows)).toList();
  }

  /**
   * Returns what each learner has done so far.
   *
   * @param rows the columns of the last stage
   */
  public List<StreamReport.LearnerResult> results(Schema rows) {
    List<StreamReport.LearnerResult> all = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      LearnerRun run = runs.get(i);
      LearnerSpec spec = specs.get(i);
      all.add(
          new StreamReport.LearnerResult(
              spec.name(),
              spec.target(),
              run.scores(),
              run.features().names(),
              run.unusedColumns(rows),
              run.skippedRows()));
    }
    return all;
  }

  /** Returns what each learner has learned; without its state if that cannot be saved. */
  public List<TrainedModel> trainedModels() {
    List<TrainedModel> models = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      LearnerSpec spec = specs.get(i);
      boolean saveable = spec.learner().capabilities().contains(Learner.Capability.SAVEABLE);
      models.add(
          new TrainedModel(
              spec.name(),
              runs.get(i).features(),
              saveable ? StateSnapshot.of(runs.get(i)::saveModel) : StateSnapshot.empty()));
    }
    return models;
  }

  @Override
  public long retainedBytes() {
    long sum = 0;
    for (LearnerRun run : runs) {
      sum += run.retainedBytes();
    }
    return sum;
  }

  @Override
  public void addTimes(Map<String, Duration> times) {
    if (!runs.isEmpty()) {
      times.put("learn", Duration.ofNanos(nanos));
    }
  }

  @Override
  public void save(StateWriter out) {
    out.writeVersion(1).writeInt(runs.size());
    runs.forEach(out::writeNested);
  }

  @Override
  public void load(StateReader in) {
    in.readVersion(1);
    int count = in.readInt();
    if (count != runs.size()) {
      throw new StateCorruptException(runs.size() + " learners were expected, not " + count);
    }
    runs.forEach(in::readNested);
  }
}
