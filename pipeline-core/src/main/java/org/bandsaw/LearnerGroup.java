package org.bandsaw;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.data.Vector;
import org.bandsaw.learn.Learner;
import org.bandsaw.learn.LearnerFailedException;
import org.bandsaw.learn.LearnerRun;
import org.bandsaw.learn.LearnerSpec;
import org.bandsaw.report.StreamReport;
import org.bandsaw.state.StateSnapshot;
import org.bandsaw.trained.TrainedModel;

/**
 * The learners of one stream: each predicts, scores and learns every committed row, and none knows
 * of the others.
 */
final class LearnerGroup {

  private final List<LearnerSpec> specs;
  private final List<LearnerRun> runs;

  private LearnerGroup(List<LearnerSpec> learnings, List<LearnerRun> runs) {
    this.specs = learnings;
    this.runs = runs;
  }

  /** Opens those learners of a pipeline that learn row by row. */
  static LearnerGroup open(Pipeline pipeline, Schema rows) {
    List<LearnerSpec> learnings = new ArrayList<>();
    List<LearnerRun> runs = new ArrayList<>();
    for (LearnerSpec learning : pipeline.learners()) {
      if (learning.isOnline()) {
        learnings.add(learning);
        runs.add(LearnerRun.open(learning, rows, pipeline.seed()));
      }
    }
    return new LearnerGroup(learnings, runs);
  }

  boolean isEmpty() {
    return runs.isEmpty();
  }

  void learn(Chunk rows, long number) {
    for (int i = 0; i < runs.size(); i++) {
      try {
        runs.get(i).learn(rows);
      } catch (BandsawException ours) {
        ours.addContext(String.format(Locale.ROOT, "learning chunk %d (%s)", number, rows));
        throw ours;
      } catch (RuntimeException problem) {
        throw failure(i, String.format(Locale.ROOT, "chunk %d (%s)", number, rows), problem);
      }
    }
  }

  /** The source has ended: what waits for its label is learned. */
  void finish() {
    for (int i = 0; i < runs.size(); i++) {
      try {
        runs.get(i).finish();
      } catch (BandsawException ours) {
        throw ours;
      } catch (RuntimeException problem) {
        throw failure(i, "the last rows, whose targets were waited for", problem);
      }
    }
  }

  private LearnerFailedException failure(int learner, String where, RuntimeException problem) {
    return new LearnerFailedException(
        specs.get(learner).name(), "failed on " + where + ": " + problem, problem);
  }

  /** Names of the columns of predictions. */
  List<ColumnSpec> predictionColumns() {
    return LearnerSpec.predictionColumns(specs);
  }

  /** The predictions of the rows learned last, by each learner. */
  List<Vector> predictions(int rows) {
    List<Vector> predictions = new ArrayList<>();
    for (LearnerRun run : runs) {
      predictions.add(run.predictions(rows));
    }
    return predictions;
  }

  /** What each learner has done so far. */
  List<StreamReport.LearnerResult> results(Schema rows) {
    List<StreamReport.LearnerResult> all = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      LearnerRun run = runs.get(i);
      LearnerSpec learning = specs.get(i);
      all.add(
          new StreamReport.LearnerResult(
              learning.name(),
              learning.target(),
              run.scores(),
              run.features().names(),
              run.unusedColumns(rows),
              run.skippedRows()));
    }
    return all;
  }

  /** What each learner has learned; without its state where that cannot be saved. */
  List<TrainedModel> trainedModels() {
    List<TrainedModel> models = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      LearnerSpec learning = specs.get(i);
      boolean saveable = learning.learner().capabilities().contains(Learner.Capability.SAVEABLE);
      models.add(
          new TrainedModel(
              learning.name(),
              runs.get(i).features(),
              saveable ? StateSnapshot.of(runs.get(i)::saveModel) : StateSnapshot.empty()));
    }
    return models;
  }

  long retainedBytes() {
    long sum = 0;
    for (LearnerRun run : runs) {
      sum += run.retainedBytes();
    }
    return sum;
  }
}
