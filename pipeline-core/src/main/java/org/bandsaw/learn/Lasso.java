package org.bandsaw.learn;

import org.bandsaw.data.BandsawException;
import org.bandsaw.learn.linear.LinearModels;
import org.bandsaw.state.StateReader;

/**
 * Linear regression with an L1 penalty, which makes many weights exactly 0. Equal to scikit-learn's
 * {@code Lasso} if both converge far enough. With W the sum of the row weights, it minimizes
 *
 * <pre>
 * 1/(2W) · Σ weight · (y − w·x − b)² + λ · Σ |w|
 * </pre>
 *
 * <p>(Tibshirani: Regression shrinkage and selection via the lasso, Journal of the Royal
 * Statistical Society B 58, 1996) by coordinate descent, one feature after the other (Friedman,
 * Hastie, Tibshirani: Regularization paths, Journal of Statistical Software 33, 2010). The
 * intercept b is not penalized. Features are not scaled: scale them in a stage.
 *
 * <p>The descent ends after a sweep in which no weight moved by more than {@code tolerance}, where
 * a weight is measured in standard deviations of its feature and of the target. If {@code
 * maxSweeps} are not enough, the fit fails, because weights before convergence are meaningless.
 *
 * <p>A constant feature gets the weight 0; of equal features the first gets the whole weight; there
 * may be fewer rows than features. A fit takes rows · features² / 2 operations, then features² for
 * each sweep, and the memory of a copy of the rows and of features² numbers.
 *
 * <p>Has all capabilities. Immutable; made by {@link Learners#lasso}.
 *
 * @param lambda λ, above 0; scikit-learn calls it alpha
 * @param tolerance the move of a weight below which the descent ends, above 0 and below 1. Default:
 *     10⁻¹⁰
 * @param maxSweeps the number of sweeps after which the fit fails, from 1. Default: 100,000
 */
public record Lasso(double lambda, double tolerance, int maxSweeps) implements BatchLearner {

  public Lasso {
    if (!(lambda > 0 && lambda <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "the penalty of lasso must be above 0, not "
              + lambda
              + ". For no penalty use leastSquares()");
    }
    if (!(tolerance > 0 && tolerance < 1)) {
      throw new IllegalArgumentException(
          "the tolerance of lasso must be above 0 and below 1, not " + tolerance);
    }
    if (maxSweeps < 1) {
      throw new IllegalArgumentException("lasso needs 1 sweep or more, not " + maxSweeps);
    }
  }

  /** A copy with another tolerance. */
  public Lasso tolerance(double deviations) {
    return new Lasso(lambda, deviations, maxSweeps);
  }

  /** A copy with another maximum number of sweeps. */
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
   * @throws BandsawException if {@code maxSweeps} are not enough
   */
  @Override
  public Model fit(TrainingRows rows, long seed) {
    return LinearModels.fit(this, rows);
  }

  @Override
  public Model load(Features features, StateReader in) {
    return LinearModels.load(this, features, in);
  }
}
