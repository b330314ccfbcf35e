package org.bandsaw.learn;

import java.util.Locale;
import org.bandsaw.learn.trees.TreeModels;
import org.bandsaw.state.StateReader;

/**
 * A random forest for regression (Breiman: Random forests, Machine Learning 45, 2001): the mean of
 * many trees. Each is grown as a {@link RegressionTree} on a bootstrap sample, as many rows as the
 * training rows, drawn with replacement. Each split is the best one of a random subset of the
 * features, drawn for that split.
 *
 * <p>All draws come from one generator, seeded with the run's seed. The calling thread grows one
 * tree after the other. The same rows and seed give the same forest on every Java virtual machine.
 * A row counts as often as it was drawn, times its weight.
 *
 * <p>A fit takes at most the time of one tree for each tree, less for each feature not tried, and
 * sorts once. Models save their nodes, 16 bytes each, and no training rows.
 *
 * <p>Has all capabilities. Immutable; made by {@link Learners#forest}.
 *
 * @param trees the number of trees, from 1
 * @param maxLeaves the maximum number of leaves of a tree, from 1. Default: 256
 * @param minLeafRows the minimum number of drawn rows in a leaf, from 1; a row counts as often as
 *     it was drawn, unlike in scikit-learn's {@code min_samples_leaf}. Default: 5
 * @param featureShare the share of the features tried for each split, above 0 and at most 1; at
 *     least one feature is tried. Default: 1/3
 */
public record RandomForest(int trees, int maxLeaves, int minLeafRows, double featureShare)
    implements BatchLearner {

  public RandomForest {
    if (trees < 1) {
      throw new IllegalArgumentException("a forest needs 1 tree or more, not " + trees);
    }
    RegressionTree.check(maxLeaves, minLeafRows);
    if (!(featureShare > 0 && featureShare <= 1)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the share of features must be above 0 and at most 1, not %s",
              featureShare));
    }
  }

  /** A copy with another maximum number of leaves. */
  public RandomForest maxLeaves(int leaves) {
    return new RandomForest(trees, leaves, minLeafRows, featureShare);
  }

  /** A copy with another minimum number of rows in a leaf. */
  public RandomForest minLeafRows(int rows) {
    return new RandomForest(trees, maxLeaves, rows, featureShare);
  }

  /** A copy with another share of features, 1 for all. */
  public RandomForest featureShare(double share) {
    return new RandomForest(trees, maxLeaves, minLeafRows, share);
  }

  @Override
  public String name() {
    return "forest";
  }

  @Override
  public Model fit(TrainingRows rows, long seed) {
    return TreeModels.fit(this, rows, seed);
  }

  @Override
  public Model load(Features features, StateReader in) {
    return TreeModels.load(name(), features, in);
  }
}
