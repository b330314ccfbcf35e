package org.bandsaw.learn;

import org.bandsaw.state.StateReader;

/**
 * Linear regression by least squares, equal to scikit-learn's {@code LinearRegression} up to
 * rounding.
 *
 * <p>Features and target are taken less their weighted means. Of all w that make Σ weight · (y −
 * w·x)² least, the one of least norm ‖w‖ is taken, by the singular value decomposition of the rows
 * (Golub, Van Loan: Matrix Computations, section 5.5); singular values up to 2⁻⁵² · max(rows,
 * features) times the largest one count as 0. The intercept b follows from the means and is no part
 * of the norm.
 *
 * <p>So features that never change get the weight 0, equal features share one weight, and there may
 * be fewer rows than features; a single row gives its target as b. Features should be of about one
 * size where there are nearly equal ones: what is smaller than the rounding of the largest is lost.
 *
 * <p>A fit takes the time of about 10 · rows · features² operations and the memory of two copies of
 * the rows. Can do all that a learner can. Immutable; made by {@link Learners#leastSquares()}.
 */
public record LeastSquares() implements BatchLearner {

  @Override
  public String name() {
    return "least-squares";
  }

  @Override
  public LinearModel fit(TrainingRows rows, long seed) {
    CentredRows centred = new CentredRows(rows);
    return centred.model(SvdLeastSquares.solve(centred, 0));
  }

  @Override
  public LinearModel load(Features features, StateReader in) {
    return LinearModel.load(name(), features, in);
  }
}
