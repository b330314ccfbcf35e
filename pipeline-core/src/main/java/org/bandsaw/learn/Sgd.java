package org.bandsaw.learn;

import java.util.Objects;
import org.bandsaw.learn.linear.LinearModels;

/**
 * Linear regression by stochastic gradient descent. Equal to scikit-learn's {@code SGDRegressor} in
 * arithmetic and in the order of operations, if that makes one pass over the same rows without
 * shuffling.
 *
 * <p>For each row, with step number t from 1:
 *
 * <pre>
 * p = w·x + b
 * η = the learning rate at t
 * g = the derivative of the loss by p, limited to ±10¹²; p − y for the squared loss
 * w ← w · max(0, 1 − η·α)        before the step, for L2; b is not penalized
 * w ← w − η·g·weight·x
 * b ← b − η·g·weight
 * w̄ ← w̄ + (w − w̄)/n, and b̄      if averaged; n counts from the first averaged row
 * L1 penalty                     see {@link SgdPenalty}
 * t ← t + 1
 * </pre>
 *
 * <p>With averaging (Xu: Towards optimal one pass large scale learning with averaged stochastic
 * gradient descent, 2011), predictions use w̄ and b̄ as soon as one row was averaged; the steps use
 * w and b. Scikit-learn stores w as s·v and w̄ as (c + a·v)/n, where s is the product of the shrink
 * factors and a the sum of s over the averaged rows; its L1 penalty changes only v, so that a
 * weight cut by Δ also moves its average, by Δ·a/(s·n). This class does the same.
 *
 * <p>Features should have similar sizes, near 0: scale them in a stage. {@link
 * Learners#scaledTarget} speeds up learning of a target far from 0. A weight that is no longer
 * finite ends in a {@link ModelDivergedException}.
 *
 * <p>Has all capabilities. Immutable; made by {@link Learners#sgd()}.
 *
 * @param loss the loss to minimize. Default: the squared error
 * @param penalty the penalty on the weights. Default: L2 with α = 0.0001
 * @param learningRate the size of the steps. Default: η₀ / t<sup>0.25</sup> with η₀ = 0.01
 * @param averagedFrom the learned row, counted from 1, from which weights are averaged; 0 for no
 *     averaging. Default: 0
 */
public record Sgd(SgdLoss loss, SgdPenalty penalty, LearningRate learningRate, long averagedFrom)
    implements OnlineLearner {

  public Sgd {
    Objects.requireNonNull(loss, "loss");
    Objects.requireNonNull(penalty, "penalty");
    Objects.requireNonNull(learningRate, "learningRate");
    penalty.check(learningRate);
    checkAveraging(averagedFrom);
  }

  static void checkAveraging(long fromRow) {
    if (fromRow < 0) {
      throw new IllegalArgumentException(
          "averaging starts at row 1 or later, or never with 0, not at " + fromRow);
    }
  }

  /**
   * A copy with another η₀, above 0, in the present schedule.
   *
   * @throws IllegalStateException for the optimal schedule, which has no η₀
   */
  public Sgd learningRate(double eta0) {
    return learningRate(learningRate.withEta0(eta0));
  }

  /** A copy with another learning rate. */
  public Sgd learningRate(LearningRate rate) {
    return new Sgd(loss, penalty, rate, averagedFrom);
  }

  /** A copy with another loss. */
  public Sgd loss(SgdLoss other) {
    return new Sgd(other, penalty, learningRate, averagedFrom);
  }

  /** A copy with the Huber loss, ε = 0.1 as in scikit-learn; the target should be scaled. */
  public Sgd huber() {
    return loss(SgdLoss.huber(0.1));
  }

  /** A copy with the ε-insensitive loss, ε = 0.1 as in scikit-learn. */
  public Sgd epsilonInsensitive() {
    return loss(SgdLoss.epsilonInsensitive(0.1));
  }

  /** A copy with another penalty. */
  public Sgd penalty(SgdPenalty other) {
    return new Sgd(loss, other, learningRate, averagedFrom);
  }

  /** A copy with the L2 penalty α, 0 for none. */
  public Sgd l2(double alpha) {
    return penalty(SgdPenalty.l2(alpha));
  }

  /** A copy with the L1 penalty α. */
  public Sgd l1(double alpha) {
    return penalty(SgdPenalty.l1(alpha));
  }

  /** A copy with an elastic net of 15 % L1, as in scikit-learn. */
  public Sgd elasticNet(double alpha) {
    return penalty(SgdPenalty.elasticNet(alpha, 0.15));
  }

  /**
   * A copy with averaged weights.
   *
   * @param fromRow the learned row, counted from 1, from which weights are averaged
   */
  public Sgd averaged(long fromRow) {
    return new Sgd(loss, penalty, learningRate, fromRow);
  }

  @Override
  public String name() {
    return "sgd";
  }

  @Override
  public OnlineModel open(Features features, long seed) {
    return LinearModels.open(this, features);
  }
}
