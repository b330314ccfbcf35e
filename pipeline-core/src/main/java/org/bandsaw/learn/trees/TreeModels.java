package org.bandsaw.learn.trees;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.bandsaw.learn.BoostedTrees;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.Model;
import org.bandsaw.learn.RandomForest;
import org.bandsaw.learn.RegressionTree;
import org.bandsaw.learn.TrainingRows;
import org.bandsaw.state.StateReader;

/** Fits and loads trees. */
public final class TreeModels {

  private TreeModels() {}

  /** Fits one tree. */
  public static Model fit(RegressionTree learner, TrainingRows rows) {
    int features = rows.features().size();
    TreeNodes nodes = new TreeNodes();
    CentredTargets targets = new CentredTargets(rows);
    new TreeGrower(rows, learner.maxLeaves(), learner.minLeafRows(), features, nodes)
        .grow(targets.values(), rows.weights(), null);
    return new TreeEnsembleModel(features, targets.mean(), 1, nodes.trimmedCopy());
  }

  /**
   * Fits a random forest.
   *
   * @param seed of the drawn rows and features
   */
  public static Model fit(RandomForest learner, TrainingRows rows, long seed) {
    int features = rows.features().size();
    int perSplit =
        Math.min(features, Math.max(1, (int) Math.rint(features * learner.featureShare())));
    TreeNodes nodes = new TreeNodes();
    CentredTargets targets = new CentredTargets(rows);
    TreeGrower grower =
        new TreeGrower(rows, learner.maxLeaves(), learner.minLeafRows(), perSplit, nodes);
    SplittableRandom random = new SplittableRandom(seed);
    int count = rows.rows();
    double[] weights = new double[count];
    for (int tree = 0; tree < learner.trees(); tree++) {
      Arrays.fill(weights, 0);
      for (int i = 0; i < count; i++) {
        int row = TreeGrower.nextInt(random, count);
        weights[row] += rows.weights()[row];
      }
      grower.grow(targets.values(), weights, random);
    }
    return new TreeEnsembleModel(
        features, targets.mean(), 1.0 / learner.trees(), nodes.trimmedCopy());
  }

  /**
   * Fits boosted trees.
   *
   * @param seed of the drawn rows
   */
  public static Model fit(BoostedTrees learner, TrainingRows rows, long seed) {
    int features = rows.features().size();
    int count = rows.rows();
    TreeNodes nodes = new TreeNodes();
    CentredTargets targets = new CentredTargets(rows);
    TreeGrower grower =
        new TreeGrower(rows, learner.maxLeaves(), learner.minLeafRows(), features, nodes);
    SplittableRandom random = new SplittableRandom(seed);
    double[] residuals = targets.values();
    double rowShare = learner.rowShare();
    double[] weights = rowShare < 1 ? new double[count] : rows.weights();
    for (int tree = 0; tree < learner.trees(); tree++) {
      if (rowShare < 1) {
        sampleRows(rows.weights(), rowShare, random, weights);
      }
      grower.grow(residuals, weights, null);
      for (int i = 0; i < count; i++) {
        residuals[i] -= learner.rate() * nodes.value(tree, rows.x()[i]);
      }
    }
    return new TreeEnsembleModel(features, targets.mean(), learner.rate(), nodes.trimmedCopy());
  }

  private static void sampleRows(
      double[] weights, double rowShare, SplittableRandom random, double[] into) {
    for (int i = 0; i < weights.length; i++) {
      boolean drawn = (random.nextLong() >>> 11) * 0x1.0p-53 < rowShare;
      into[i] = drawn ? weights[i] : 0;
    }
  }

  /**
   * Reads a model that {@link Model#save} wrote.
   *
   * @param learner the learner's name, for messages
   */
  public static Model load(String learner, Features features, StateReader in) {
    return TreeEnsembleModel.load(learner, features, in);
  }
}
