package org.bandsaw.learn;

import java.util.EnumSet;
import java.util.Objects;
import java.util.function.Supplier;

/** Ready-made learners: immutable descriptions, safe to share. */
public final class Learners {

  private Learners() {}

  /**
   * Linear regression by stochastic gradient descent, with scikit-learn's defaults: squared loss,
   * L2 penalty 0.0001, learning rate 0.01 / t<sup>0.25</sup>.
   */
  public static Sgd sgd() {
    return new Sgd(SgdLoss.squared(), SgdPenalty.l2(1e-4), LearningRate.inverseScaling(0.01), 0);
  }

  /**
   * Logistic regression by stochastic gradient descent, with scikit-learn's defaults: L2 penalty
   * 0.0001, optimal learning rate; a row counts as 1 from a probability of 0.5 on.
   */
  public static LogisticRegression logisticRegression() {
    return new LogisticRegression(SgdPenalty.l2(1e-4), LearningRate.optimal(), 0, 0.5);
  }

  /**
   * Linear regression by recursive least squares: nothing is forgotten, and weights have a prior
   * variance of 100. At its best up to some hundred features.
   */
  public static RecursiveLeastSquares recursiveLeastSquares() {
    return new RecursiveLeastSquares(1, 100);
  }

  /**
   * A learner of regressions under a causal scaling of its target: it sees the target less the mean
   * so far, divided by the standard deviation so far, and predictions come back in the target's
   * units. Without it gradient descent takes thousands of rows to reach a target far from 0.
   */
  public static ScaledTarget scaledTarget(OnlineLearner learner) {
    return new ScaledTarget(learner);
  }

  /** Predicts the mean of the targets so far: the least another learner has to beat. */
  public static RunningMean mean() {
    return new RunningMean();
  }

  /**
   * A learner of one's own.
   *
   * <p>Each run gets a new model, which is told its features by {@link OnlineModel#grow} before the
   * first row. It counts as repeatable, saveable and safe for several threads that predict; say so
   * with {@link SuppliedLearner#capabilities} if it is not.
   *
   * @param name what reports and saved files call it, not empty
   * @param models gives a new model at each call
   */
  public static SuppliedLearner online(String name, Supplier<? extends OnlineModel> models) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(models, "models");
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a learner needs a name that is not empty");
    }
    return new SuppliedLearner(name, models, 1, EnumSet.allOf(OnlineLearner.Capability.class));
  }
}
