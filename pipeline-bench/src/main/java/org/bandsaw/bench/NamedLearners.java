package org.bandsaw.bench;

import java.util.ArrayList;
import java.util.List;
import org.bandsaw.Pipeline;
import org.bandsaw.data.NearestNames;
import org.bandsaw.learn.BatchLearner;
import org.bandsaw.learn.Learner;
import org.bandsaw.learn.Learners;
import org.bandsaw.learn.OnlineLearner;
import org.bandsaw.learn.TargetTransform;

/** The learners that {@code --learner} accepts: each learner of the library with one setting. */
public final class NamedLearners {

  private static final int TREES = 100;
  private static final int HIDDEN_NEURONS = 16;
  private static final int REFIT_ROWS = 1_000;

  private NamedLearners() {}

  /** Returns all learners, online learners first. */
  public static List<Learner> all() {
    List<BatchLearner> batch =
        List.of(
            Learners.leastSquares(),
            Learners.ridge(1),
            Learners.lasso(1),
            Learners.tree(),
            Learners.forest(TREES),
            Learners.boosting(TREES));
    List<Learner> all =
        new ArrayList<>(
            List.of(
                Learners.sgd(),
                Learners.scaledTarget(Learners.sgd()),
                Learners.transformedTarget(
                    Learners.scaledTarget(Learners.sgd()), TargetTransform.LOG1P),
                Learners.recursiveLeastSquares(),
                Learners.logisticRegression(),
                Learners.scaledTarget(Learners.neuralNetwork(HIDDEN_NEURONS)),
                Learners.mean()));
    batch.forEach(learner -> all.add(Learners.refit(learner, REFIT_ROWS)));
    all.addAll(batch);
    return all;
  }

  /**
   * Returns the learner with the given name.
   *
   * @throws UsageException if there is none
   */
  public static Learner byName(String name) {
    List<Learner> all = all();
    List<String> names = all.stream().map(Learner::name).toList();
    int at = names.indexOf(name);
    if (at < 0) {
      throw new UsageException(
          "there is no learner '" + name + "'" + NearestNames.hint(name, names));
    }
    return all.get(at);
  }

  /** Replaces the learners of a pipeline; the first is the champion. */
  static void replaceLearners(Pipeline.Builder builder, String target, List<String> names) {
    builder.withoutLearners();
    for (String name : names) {
      Learner learner = byName(name);
      if (learner instanceof OnlineLearner online) {
        builder.learn(name, target, online);
      } else {
        builder.learnBatch(name, target, (BatchLearner) learner);
      }
    }
  }
}
