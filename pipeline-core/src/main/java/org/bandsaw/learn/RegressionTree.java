package org.bandsaw.learn;

import org.bandsaw.learn.trees.TreeModels;
import org.bandsaw.state.StateReader;

/**
 * A regression tree (Breiman, Friedman, Olshen, Stone: Classification and Regression Trees, 1984).
 * A row goes left at a node if its feature is at most the threshold; its prediction is the weighted
 * mean of the training targets in the leaf that it reaches.
 *
 * <p>Grown best first: the next split is the one that reduces the sum of squared errors most, until
 * the tree has {@code maxLeaves} or no split reduces it. A threshold is the midpoint of two
 * neighbouring values. Of equally good splits the one of the earlier feature is used, then the one
 * with the smaller threshold. Without such ties scikit-learn's {@code DecisionTreeRegressor} with
 * {@code max_leaf_nodes} and {@code min_samples_leaf} grows the same tree, except that it reads
 * features in single precision.
 *
 * <p>Features need no scaling; a constant feature is not used; a tree of a single row predicts its
 * target. A fit takes rows · features operations for each level of the tree after sorting, and the
 * memory of two copies of the rows. Models save their nodes, 16 bytes each, and no training rows.
 *
 * <p>Has all capabilities; nothing is random. Immutable; made by {@link Learners#tree()}.
 *
 * @param maxLeaves the maximum number of leaves, from 1. Default: 64
 * @param minLeafRows the minimum number of rows in a leaf, from 1; a row counts by its weight.
 *     Default: 5
 */
public record RegressionTree(int maxLeaves, int minLeafRows) implements BatchLearner {

  public RegressionTree {
    check(maxLeaves, minLeafRows);
  }

  static void check(int maxLeaves, int minLeafRows) {
    if (maxLeaves < 1) {
      throw new IllegalArgumentException("a tree needs 1 leaf or more, not " + maxLeaves);
    }
    if (minLeafRows < 1) {
      throw new IllegalArgumentException("a leaf needs 1 row or more, not " + minLeafRows);
    }
  }

  /** A copy with another maximum number of leaves. */
  public RegressionTree maxLeaves(int leaves) {
    return new RegressionTree(leaves, minLeafRows);
  }

  /** A copy with another minimum number of rows in a leaf. */
  public RegressionTree minLeafRows(int rows) {
    return new RegressionTree(maxLeaves, rows);
  }

  @Override
  public String name() {
    return "tree";
  }

  @Override
  public Model fit(TrainingRows rows, long seed) {
    return TreeModels.fit(this, rows);
  }

  @Override
  public Model load(Features features, StateReader in) {
    return TreeModels.load(name(), features, in);
  }
}
