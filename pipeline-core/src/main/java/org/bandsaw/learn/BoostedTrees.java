package org.bandsaw.learn;

import org.bandsaw.learn.trees.TreeModels;
import org.bandsaw.state.StateReader;

/**
 * Gradient boosting of regression trees for the squared error (Friedman: Greedy function
 * approximation, Annals of Statistics 29, 2001). Starts with the weighted mean of the targets. Each
 * tree, grown as a {@link RegressionTree}, is fitted to the residuals of the trees before it, and
 * is added with the factor {@code rate}:
 *
 * <pre>
 * F₀ = ȳ        Fₜ = Fₜ₋₁ + rate · treeₜ(y − Fₜ₋₁)
 * </pre>
 *
 * <p>With a share of rows below 1, each tree is fitted to each row with that probability (Friedman:
 * Stochastic gradient boosting, 2002), drawn by a generator seeded with the run's seed. With all
 * rows nothing is random, and scikit-learn's {@code GradientBoostingRegressor} with {@code
 * max_leaf_nodes} grows the same trees, unless two splits are equally good.
 *
 * <p>A fit takes the time of one small tree for each tree and sorts once. The calling thread grows
 * one tree after the other. Models save their nodes, 16 bytes each, and no training rows.
 *
 * <p>Has all capabilities. Immutable; made by {@link Learners#boosting}.
 *
 * @param trees the number of trees, from 1
 * @param rate the factor with which each tree is added, above 0 and at most 1. Default: 0.1
 * @param maxLeaves the maximum number of leaves of a tree, from 2. Default: 8
 * @param minLeafRows the minimum number of rows in a leaf, from 1; a row counts by its weight.
 *     Default: 5
 * @param rowShare the probability with which a row is used by a tree, above 0 and at most 1.
 *     Default: 1
 */
public record BoostedTrees(int trees, double rate, int maxLeaves, int minLeafRows, double rowShare)
    implements BatchLearner {

  public BoostedTrees {
    if (trees < 1) {
      throw new IllegalArgumentException("boosting needs 1 tree or more, not " + trees);
    }
    requireShare("the rate", rate);
    RegressionTree.check(maxLeaves, minLeafRows);
    if (maxLeaves < 2) {
      throw new IllegalArgumentException(
          "boosting needs trees of 2 leaves or more, not " + maxLeaves);
    }
    requireShare("the share of rows", rowShare);
  }

  private static void requireShare(String what, double share) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(what + " must be above 0 and at most 1, not " + share);
    }
  }

  /** A copy with another rate. */
  public BoostedTrees rate(double share) {
    return new BoostedTrees(trees, share, maxLeaves, minLeafRows, rowShare);
  }

  /** A copy with another maximum number of leaves. */
  public BoostedTrees maxLeaves(int leaves) {
    return new BoostedTrees(trees, rate, leaves, minLeafRows, rowShare);
  }

  /** A copy with another minimum number of rows in a leaf. */
  public BoostedTrees minLeafRows(int rows) {
    return new BoostedTrees(trees, rate, maxLeaves, rows, rowShare);
  }

  /** A copy with another share of rows, 1 for all. */
  public BoostedTrees rowShare(double share) {
    return new BoostedTrees(trees, rate, maxLeaves, minLeafRows, share);
  }

  @Override
  public String name() {
    return "boosting";
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
