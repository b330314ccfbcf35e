package org.bandsaw;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.data.Vector;
import org.bandsaw.learn.LearnRun;
import org.bandsaw.learn.Learner;
import org.bandsaw.learn.LearnerFailedException;
import org.bandsaw.learn.Learning;
import org.bandsaw.state.FrozenState;
import org.bandsaw.trained.TrainedModel;

/**
 * The learners of one stream: each predicts, scores and learns every committed row, and none knows
 * of the others.
 */
final class LearnGroup {

  private final List<Learning> learnings;
  private final List<LearnRun> runs;

  private LearnGroup(List<Learning> learnings, List<LearnRun> runs) {
    this.learnings = learnings;
    this.runs = runs;
  }

  /** Opens those learners of a pipeline that learn row by row. */
  static LearnGroup open(Pipeline pipeline, Schema rows) {
    List<Learning> learnings = new ArrayList<>();
    List<LearnRun> runs = new ArrayList<>();
    for (Learning learning : pipeline.learnings()) {
      if (learning.isOnline()) {
        learnings.add(learning);
        runs.add(LearnRun.open(learning, rows, pipeline.seed()));
      }
    }
    return new LearnGroup(learnings, runs);
  }

  boolean isEmpty() {
    return runs.isEmpty();
  }

  void learn(Chunk rows, long number) {
    for (int i = 0; i < runs.size(); i++) {
      try {
        runs.get(i).learn(rows);
      } catch (BandsawException ours) {
        ours.addPlace(String.format(Locale.ROOT, "learning chunk %d (%s)", number, rows));
        throw ours;
      } catch (RuntimeException problem) {
        throw failed(i, String.format(Locale.ROOT, "chunk %d (%s)", number, rows), problem);
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
        throw failed(i, "the last rows, whose targets were waited for", problem);
      }
    }
  }

  private LearnerFailedException failed(int learner, String where, RuntimeException problem) {
    return new LearnerFailedException(
        learnings.get(learner).name(), "failed on " + where + ": " + problem, problem);
  }

  /** Names of the columns of predictions. */
  List<ColumnSpec> predictionColumns() {
    return Learning.predictionColumns(learnings);
  }

  /** The predictions of the rows learned last, by each learner. */
  List<Vector> predictions(int rows) {
    List<Vector> predictions = new ArrayList<>();
    for (LearnRun run : runs) {
      predictions.add(run.predictions(rows));
    }
    return predictions;
  }

  /** What each learner has done so far. */
  List<StreamReport.Learned> learned(Schema rows) {
    List<StreamReport.Learned> all = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      LearnRun run = runs.get(i);
      Learning learning = learnings.get(i);
      all.add(
          new StreamReport.Learned(
              learning.name(),
              learning.target(),
              run.scores(),
              run.features().names(),
              run.unused(rows),
              run.skippedRows()));
    }
    return all;
  }

  /** What each learner has learned; without its state where that cannot be saved. */
  List<TrainedModel> trained() {
    List<TrainedModel> models = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      Learning learning = learnings.get(i);
      boolean saveable = learning.learner().capabilities().contains(Learner.Capability.SAVEABLE);
      models.add(
          new TrainedModel(
              learning.name(),
              runs.get(i).features(),
              saveable ? FrozenState.of(runs.get(i)::saveModel) : FrozenState.of(new byte[0])));
    }
    return models;
  }

  long retainedBytes() {
    long sum = 0;
    for (LearnRun run : runs) {
      sum += run.retainedBytes();
    }
    return sum;
  }
}
