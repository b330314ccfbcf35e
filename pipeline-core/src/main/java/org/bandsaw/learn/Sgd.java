package org.bandsaw.learn;

import java.util.Objects;

/**
 * Linear regression by stochastic gradient descent on the squared loss with an L2 penalty: equal to
 * scikit-learn's {@code SGDRegressor} in arithmetic and in order of operations, when that is given
 * one row at a time.
 *
 * <p>For each row, with step number t from 1:
 *
 * <pre>
 * p = w·x + b
 * η = the learning rate at t
 * g = p − y, cut to ±10¹²
 * w ← w · max(0, 1 − η·α)        before the step; b is never shrunk
 * w ← w − η·g·weight·x
 * b ← b − η·g·weight
 * t ← t + 1
 * </pre>
 *
 * <p>Features should be of about one size, near 0: scale them in a stage. A weight that is no
 * longer finite ends in a {@link ModelDivergedException}.
 *
 * <p>Immutable; made by {@link Learners#sgd()}.
 *
 * @param learningRate the size of the steps; η₀ / t<sup>0.25</sup> with η₀ = 0.01 unless said
 *     otherwise
 * @param l2 the penalty α, 0 or above; 0.0001 unless said otherwise
 */
public record Sgd(LearningRate learningRate, double l2) implements OnlineLearner {

  public Sgd {
    Objects.requireNonNull(learningRate, "learningRate");
    if (!(l2 >= 0) || Double.isInfinite(l2)) {
      throw new IllegalArgumentException("l2 must be 0 or above and finite, not " + l2);
    }
    if (l2 == 0 && learningRate.schedule() == LearningRate.Schedule.OPTIMAL) {
      throw new IllegalArgumentException(
          "the optimal schedule divides by the penalty: set l2 above 0, or another schedule");
    }
  }

  /** The same with another η₀, above 0, in the schedule it has. */
  public Sgd learningRate(double eta0) {
    return new Sgd(learningRate.withEta0(eta0), l2);
  }

  /** The same with another learning rate. */
  public Sgd learningRate(LearningRate rate) {
    return new Sgd(rate, l2);
  }

  /** The same with another L2 penalty α, 0 for none. */
  public Sgd l2(double alpha) {
    return new Sgd(learningRate, alpha);
  }

  @Override
  public String name() {
    return "sgd";
  }

  @Override
  public SgdModel open(Features features, long seed) {
    return new SgdModel(this, features);
  }
}
