package org.bandsaw.learn;

import java.util.Locale;
import org.bandsaw.data.BandsawException;
import org.bandsaw.state.StateReader;

/**
 * Linear regression with an L1 penalty, which leaves many weights exactly 0; equal to
 * scikit-learn's {@code Lasso} when both are carried far enough. With W the sum of the weights of
 * the rows it makes
 *
 * <pre>
 * 1/(2W) · Σ weight · (y − w·x − b)² + λ · Σ |w|
 * </pre>
 *
 * <p>least (Tibshirani: Regression shrinkage and selection via the lasso, Journal of the Royal
 * Statistical Society B 58, 1996), by coordinate descent over the features in turn (Friedman,
 * Hastie, Tibshirani: Regularization paths, Journal of Statistical Software 33, 2010). The
 * intercept b is not penalised, and features are not scaled: scale them in a stage.
 *
 * <p>The descent ends after a sweep in which no weight moved by more than {@code tolerance}, where
 * a weight is measured in standard deviations of its feature and of the target. When {@code
 * maxSweeps} were not enough, the fit fails and says so, since weights half-way mean nothing.
 *
 * <p>A feature that never changes gets the weight 0; of equal features the first one gets it all;
 * there may be fewer rows than features. A fit takes rows · features² / 2 operations, then
 * features² for each sweep, and the memory of a copy of the rows and of features² numbers.
 *
 * <p>Can do all that a learner can. Immutable; made by {@link Learners#lasso}.
 *
 * @param lambda λ, above 0; scikit-learn calls it alpha
 * @param tolerance when the descent ends, above 0; 10⁻¹⁰ unless said otherwise
 * @param maxSweeps after how many sweeps it fails, from 1; 100,000 unless said otherwise
 */
public record Lasso(double lambda, double tolerance, int maxSweeps) implements BatchLearner {

  public Lasso {
    if (!(lambda > 0 && lambda <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "the penalty of lasso must be above 0, not "
              + lambda
              + ". Without one use leastSquares()");
    }
    if (!(tolerance > 0 && tolerance < 1)) {
      throw new IllegalArgumentException(
          "the tolerance of lasso must lie above 0 and below 1, not at " + tolerance);
    }
    if (maxSweeps < 1) {
      throw new IllegalArgumentException("lasso needs 1 sweep or more, not " + maxSweeps);
    }
  }

  /** The same with another tolerance. */
  public Lasso tolerance(double deviations) {
    return new Lasso(lambda, deviations, maxSweeps);
  }

  /** The same with another greatest number of sweeps. */
  public Lasso maxSweeps(int sweeps) {
    return new Lasso(lambda, tolerance, sweeps);
  }

  @Override
  public String name() {
    return "lasso";
  }

  /**
   * {@inheritDoc}
   *
   * @throws BandsawException when {@code maxSweeps} were not enough
   */
  @Override
  public LinearModel fit(TrainingRows rows, long seed) {
    CentredRows centred = new CentredRows(rows);
    return centred.model(descend(centred));
  }

  @Override
  public LinearModel load(Features features, StateReader in) {
    return LinearModel.load(name(), features, in);
  }

  private double[] descend(CentredRows rows) {
    int d = rows.features();
    double[][] gram = new double[d][d];
    double[] products = new double[d];
    double[] deviations = new double[d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j <= i; j++) {
        gram[i][j] = rows.product(i, j) / rows.weight();
        gram[j][i] = gram[i][j];
      }
      products[i] = rows.product(i, d) / rows.weight();
      deviations[i] = Math.sqrt(gram[i][i]);
    }
    double near = tolerance * Math.sqrt(rows.product(d, d) / rows.weight());
    double[] w = new double[d];
    double moved = Double.POSITIVE_INFINITY;
    for (int sweep = 0; sweep < maxSweeps; sweep++) {
      moved = sweep(gram, products, deviations, w);
      if (!(moved > near)) {
        return w;
      }
    }
    throw new BandsawException(
        String.format(
            Locale.ROOT,
            "learner 'lasso' did not settle on %d features in %d sweeps: the last one moved a"
                + " weight by %.3g, and %.3g is the most that ends it. Choose a larger lambda, more"
                + " maxSweeps or a larger tolerance, or drop features that are nearly equal",
            d,
            maxSweeps,
            moved,
            near));
  }

  /** Goes once over the weights; answers the furthest that one has moved. */
  private double sweep(double[][] gram, double[] products, double[] deviations, double[] w) {
    double furthest = 0;
    for (int j = 0; j < w.length; j++) {
      double square = gram[j][j];
      if (square > 0) {
        double before = w[j];
        double rest = products[j] - LinearKernels.dot(gram[j], w) + square * before;
        double size = Math.abs(rest) - lambda;
        w[j] = size > 0 ? Math.copySign(size, rest) / square : 0;
        furthest = Math.max(furthest, Math.abs(w[j] - before) * deviations[j]);
      }
    }
    return furthest;
  }
}
