package org.bandsaw.learn;

import org.bandsaw.state.StateReader;

/**
 * Linear regression with an L2 penalty, equal to scikit-learn's {@code Ridge} up to rounding: makes
 *
 * <pre>
 * Σ weight · (y − w·x − b)² + λ · ‖w‖²
 * </pre>
 *
 * <p>least (Hoerl, Kennard: Ridge regression, Technometrics 12, 1970). The sum is over the rows,
 * not their mean, so that the same λ weighs less with more rows. The intercept b is not penalised,
 * and features are not scaled: scale them in a stage, since the penalty treats their weights alike.
 *
 * <p>Solved by singular values as {@link LeastSquares} is, at the same cost. A feature that never
 * changes gets the weight 0; equal features share their weight; there may be fewer rows than
 * features.
 *
 * <p>Can do all that a learner can. Immutable; made by {@link Learners#ridge}.
 *
 * @param lambda λ, above 0
 */
public record Ridge(double lambda) implements BatchLearner {

  public Ridge {
    if (!(lambda > 0 && lambda <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "the penalty of ridge must be above 0, not "
              + lambda
              + ". Without one use leastSquares()");
    }
  }

  @Override
  public String name() {
    return "ridge";
  }

  @Override
  public LinearModel fit(TrainingRows rows, long seed) {
    CentredRows centred = new CentredRows(rows);
    return centred.model(SvdLeastSquares.solve(centred, lambda));
  }

  @Override
  public LinearModel load(Features features, StateReader in) {
    return LinearModel.load(name(), features, in);
  }
}
