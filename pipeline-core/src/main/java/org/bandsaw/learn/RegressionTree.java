package org.bandsaw.learn;

import org.bandsaw.state.StateReader;

/**
 * A regression tree (Breiman, Friedman, Olshen, Stone: Classification and Regression Trees, 1984):
 * a row goes left at a node if its feature is at most the threshold, and is predicted as the
 * weighted mean of the training targets in the leaf it comes to.
 *
 * <p>Grown best first: the split that lowers the sum of squared errors most is made next, until
 * there are {@code maxLeaves} or no split lowers it. Thresholds lie half-way between neighbouring
 * values. Of equal splits the one of the earlier feature is taken, then that of the smaller
 * threshold. Where there are no equal ones, scikit-learn's {@code DecisionTreeRegressor} with
 * {@code max_leaf_nodes} and {@code min_samples_leaf} makes the same tree, but that it takes
 * features in single precision.
 *
 * <p>Features need no scaling; one that never changes is never asked for; a single row gives its
 * target to all. A fit takes rows · features operations for each level of the tree after sorting,
 * and the memory of two copies of the rows. Saved are the nodes, 16 bytes each.
 *
 * <p>Can do all that a learner can; draws nothing at random. Immutable; made by {@link
 * Learners#tree()}.
 *
 * @param maxLeaves the most leaves, from 1; 64 unless said otherwise
 * @param minLeafRows how many rows a leaf holds at least, from 1; a row counts by its weight; 5
 *     unless said otherwise
 */
public record RegressionTree(int maxLeaves, int minLeafRows) implements BatchLearner {

  public RegressionTree {
    check(maxLeaves, minLeafRows);
  }

  static void check(int maxLeaves, int minLeafRows) {
    if (maxLeaves < 1) {
      throw new IllegalArgumentException("a tree has 1 leaf or more, not " + maxLeaves);
    }
    if (minLeafRows < 1) {
      throw new IllegalArgumentException("a leaf holds 1 row or more, not " + minLeafRows);
    }
  }

  /** The same with another greatest number of leaves. */
  public RegressionTree maxLeaves(int leaves) {
    return new RegressionTree(leaves, minLeafRows);
  }

  /** The same with another least number of rows in a leaf. */
  public RegressionTree minLeafRows(int rows) {
    return new RegressionTree(maxLeaves, rows);
  }

  @Override
  public String name() {
    return "tree";
  }

  @Override
  public TreeEnsembleModel fit(TrainingRows rows, long seed) {
    int features = rows.features().size();
    TreeNodes nodes = new TreeNodes();
    CentredTargets targets = new CentredTargets(rows);
    new TreeGrower(rows, maxLeaves, minLeafRows, features, nodes)
        .grow(targets.values(), rows.weights(), null);
    return new TreeEnsembleModel(features, targets.mean(), 1, nodes.trimmedCopy());
  }

  @Override
  public TreeEnsembleModel load(Features features, StateReader in) {
    return TreeEnsembleModel.load(name(), features, in);
  }
}
