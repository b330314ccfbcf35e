package org.bandsaw.learn;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import org.bandsaw.state.StateReader;

/**
 * A random forest for regression (Breiman: Random forests, Machine Learning 45, 2001): the mean of
 * trees, each grown as {@link RegressionTree} is, over as many rows as there are, drawn with
 * replacement, and each split the best one of some features drawn anew.
 *
 * <p>All draws come from one generator that begins with the run's seed; the trees are grown in turn
 * on the calling thread. The same rows and seed give the same forest on every Java virtual machine.
 * A row counts as often as it was drawn, times its weight.
 *
 * <p>A fit takes trees times what one tree takes, less what features are not tried, and sorts once.
 * Saved are the nodes, 16 bytes each, and no training rows.
 *
 * <p>Can do all that a learner can. Immutable; made by {@link Learners#forest}.
 *
 * @param trees how many, from 1
 * @param maxLeaves the most leaves of a tree, from 1; 256 unless said otherwise
 * @param minLeafRows how many drawn rows a leaf holds at least, from 1; a row drawn twice counts
 *     twice, which it does not in scikit-learn's {@code min_samples_leaf}; 5 unless said otherwise
 * @param featureShare the share of the features that a split chooses from, above 0, at most 1; at
 *     least one feature; a third unless said otherwise
 */
public record RandomForest(int trees, int maxLeaves, int minLeafRows, double featureShare)
    implements BatchLearner {

  public RandomForest {
    if (trees < 1) {
      throw new IllegalArgumentException("a forest has 1 tree or more, not " + trees);
    }
    RegressionTree.check(maxLeaves, minLeafRows);
    if (!(featureShare > 0 && featureShare <= 1)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the share of features must lie above 0 and at most at 1, not at %s",
              featureShare));
    }
  }

  /** The same with another greatest number of leaves. */
  public RandomForest maxLeaves(int leaves) {
    return new RandomForest(trees, leaves, minLeafRows, featureShare);
  }

  /** The same with another least number of rows in a leaf. */
  public RandomForest minLeafRows(int rows) {
    return new RandomForest(trees, maxLeaves, rows, featureShare);
  }

  /** The same with another share of features, 1 for all. */
  public RandomForest featureShare(double share) {
    return new RandomForest(trees, maxLeaves, minLeafRows, share);
  }

  @Override
  public String name() {
    return "forest";
  }

  @Override
  public TreeEnsembleModel fit(TrainingRows rows, long seed) {
    int features = rows.features().size();
    int tried = Math.min(features, Math.max(1, (int) Math.rint(features * featureShare)));
    TreeNodes nodes = new TreeNodes();
    CentredTargets targets = new CentredTargets(rows);
    TreeGrower grower = new TreeGrower(rows, maxLeaves, minLeafRows, tried, nodes);
    SplittableRandom random = new SplittableRandom(seed);
    int count = rows.rows();
    double[] weights = new double[count];
    for (int tree = 0; tree < trees; tree++) {
      Arrays.fill(weights, 0);
      for (int i = 0; i < count; i++) {
        int row = TreeGrower.nextInt(random, count);
        weights[row] += rows.weights()[row];
      }
      grower.grow(targets.values(), weights, random);
    }
    return new TreeEnsembleModel(features, targets.mean(), 1.0 / trees, nodes.trimmedCopy());
  }

  @Override
  public TreeEnsembleModel load(Features features, StateReader in) {
    return TreeEnsembleModel.load(name(), features, in);
  }
}
