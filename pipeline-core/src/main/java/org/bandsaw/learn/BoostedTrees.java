package org.bandsaw.learn;

import java.util.SplittableRandom;
import org.bandsaw.state.StateReader;

/**
 * Gradient boosting of regression trees for the squared error (Friedman: Greedy function
 * approximation, Annals of Statistics 29, 2001): begins with the weighted mean of the targets, and
 * each tree, grown as {@link RegressionTree} is, fits what those before it left over, of which
 * {@code rate} is added:
 *
 * <pre>
 * F₀ = ȳ        Fₜ = Fₜ₋₁ + rate · treeₜ(y − Fₜ₋₁)
 * </pre>
 *
 * <p>With a share of rows below 1, a tree sees each row with that chance (Friedman: Stochastic
 * gradient boosting, 2002), drawn from a generator that begins with the run's seed; else nothing is
 * random. With all rows, scikit-learn's {@code GradientBoostingRegressor} with {@code
 * max_leaf_nodes} makes the same trees where no two splits are equally good.
 *
 * <p>A fit takes trees times what one small tree takes and sorts once; the trees are grown in turn
 * on the calling thread. Saved are the nodes, 16 bytes each, and no training rows.
 *
 * <p>Can do all that a learner can. Immutable; made by {@link Learners#boosting}.
 *
 * @param trees how many, from 1
 * @param rate how much of each tree is added, above 0, at most 1; 0.1 unless said otherwise
 * @param maxLeaves the most leaves of a tree, from 2; 8 unless said otherwise
 * @param minLeafRows how many rows a leaf holds at least, from 1; a row counts by its weight; 5
 *     unless said otherwise
 * @param rowShare the chance of a row to be seen by a tree, above 0; 1, for all, unless said
 *     otherwise
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
      throw new IllegalArgumentException(
          what + " must lie above 0 and at most at 1, not at " + share);
    }
  }

  /** The same with another rate. */
  public BoostedTrees rate(double share) {
    return new BoostedTrees(trees, share, maxLeaves, minLeafRows, rowShare);
  }

  /** The same with another greatest number of leaves. */
  public BoostedTrees maxLeaves(int leaves) {
    return new BoostedTrees(trees, rate, leaves, minLeafRows, rowShare);
  }

  /** The same with another least number of rows in a leaf. */
  public BoostedTrees minLeafRows(int rows) {
    return new BoostedTrees(trees, rate, maxLeaves, rows, rowShare);
  }

  /** The same with another share of rows, 1 for all. */
  public BoostedTrees rowShare(double share) {
    return new BoostedTrees(trees, rate, maxLeaves, minLeafRows, share);
  }

  @Override
  public String name() {
    return "boosting";
  }

  @Override
  public TreeEnsembleModel fit(TrainingRows rows, long seed) {
    int features = rows.features().size();
    int count = rows.rows();
    TreeNodes nodes = new TreeNodes();
    CentredTargets targets = new CentredTargets(rows);
    TreeGrower grower = new TreeGrower(rows, maxLeaves, minLeafRows, features, nodes);
    SplittableRandom random = new SplittableRandom(seed);
    double[] left = targets.values();
    double[] weights = rows.weights();
    if (rowShare < 1) {
      weights = new double[count];
    }
    for (int tree = 0; tree < trees; tree++) {
      if (rowShare < 1) {
        sampleRows(rows.weights(), random, weights);
      }
      grower.grow(left, weights, null);
      for (int i = 0; i < count; i++) {
        left[i] -= rate * nodes.value(tree, rows.x()[i]);
      }
    }
    return new TreeEnsembleModel(features, targets.mean(), rate, nodes.trimmedCopy());
  }

  private void sampleRows(double[] weights, SplittableRandom random, double[] into) {
    for (int i = 0; i < weights.length; i++) {
      boolean seen = (random.nextLong() >>> 11) * 0x1.0p-53 < rowShare;
      into[i] = seen ? weights[i] : 0;
    }
  }

  @Override
  public TreeEnsembleModel load(Features features, StateReader in) {
    return TreeEnsembleModel.load(name(), features, in);
  }
}
