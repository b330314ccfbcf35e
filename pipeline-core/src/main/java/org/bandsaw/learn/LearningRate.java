package org.bandsaw.learn;

/**
 * The learning rate η of stochastic gradient descent at step t. Steps count from 1 over the whole
 * life of a model, across save and load. Immutable.
 *
 * @param schedule the formula
 * @param eta0 η₀, above 0; 0 for {@link Schedule#OPTIMAL}
 * @param power the power of t in {@link Schedule#INVERSE_SCALING}; 0 for the other schedules
 */
public record LearningRate(Schedule schedule, double eta0, double power) {

  /** The formulas, named as in scikit-learn. */
  public enum Schedule {
    /** η = η₀. */
    CONSTANT,
    /** η = η₀ / t<sup>power</sup>; scikit-learn's {@code invscaling}. */
    INVERSE_SCALING,
    /**
     * η = 1 / (α(t₀ + t − 1)) with α the penalty and t₀ = 1 / (√(1/√α) · α), as scikit-learn
     * computes it. The first steps are large (η = 10 for the default penalty): use it only with
     * features near 0.
     */
    OPTIMAL
  }

  public LearningRate {
    if (schedule == Schedule.OPTIMAL) {
      if (eta0 != 0 || power != 0) {
        throw new IllegalArgumentException(
            "the optimal schedule has neither eta0 nor power; use LearningRate.optimal()");
      }
    } else if (!(eta0 > 0) || Double.isInfinite(eta0)) {
      throw new IllegalArgumentException("eta0 must be above 0 and finite, not " + eta0);
    } else if (schedule == Schedule.CONSTANT && power != 0) {
      throw new IllegalArgumentException("a constant rate has no power, not " + power);
    } else if (!(power >= 0) || Double.isInfinite(power)) {
      throw new IllegalArgumentException("power must be 0 or above and finite, not " + power);
    }
  }

  /** η₀ for every row. */
  public static LearningRate constant(double eta0) {
    return new LearningRate(Schedule.CONSTANT, eta0, 0);
  }

  /** η₀ / t<sup>0.25</sup>. */
  public static LearningRate inverseScaling(double eta0) {
    return inverseScaling(eta0, 0.25);
  }

  /** η₀ / t<sup>power</sup>; a power of 0.25 is computed four times as fast as other powers. */
  public static LearningRate inverseScaling(double eta0, double power) {
    return new LearningRate(Schedule.INVERSE_SCALING, eta0, power);
  }

  /** 1 / (α(t₀ + t − 1)); needs a penalty α above 0. */
  public static LearningRate optimal() {
    return new LearningRate(Schedule.OPTIMAL, 0, 0);
  }

  /** A copy with another η₀; an error for {@link Schedule#OPTIMAL}, which has none. */
  LearningRate withEta0(double other) {
    if (schedule == Schedule.OPTIMAL) {
      throw new IllegalStateException(
          "the optimal schedule has no eta0; set learningRate(LearningRate.constant("
              + other
              + "))");
    }
    return new LearningRate(schedule, other, power);
  }
}
