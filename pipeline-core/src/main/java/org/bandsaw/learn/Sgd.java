package org.bandsaw.learn;

import java.util.Objects;

/**
 * Linear regression by stochastic gradient descent: equal to scikit-learn's {@code SGDRegressor} in
 * arithmetic and in order of operations, when that goes once through the same rows unshuffled.
 *
 * <p>For each row, with step number t from 1:
 *
 * <pre>
 * p = w·x + b
 * η = the learning rate at t
 * g = the loss derived by p, cut to ±10¹²; p − y for the squared loss
 * w ← w · max(0, 1 − η·α)        before the step, for L2; b is never shrunk
 * w ← w − η·g·weight·x
 * b ← b − η·g·weight
 * w̄ ← w̄ + (w − w̄)/n, b̄ alike     when averaged, n counting from the first row that is
 * L1 penalty                     see {@link SgdPenalty}
 * t ← t + 1
 * </pre>
 *
 * <p>With averaging (Xu: Towards optimal one pass large scale learning with averaged stochastic
 * gradient descent, 2011), predictions are made from w̄ and b̄ once they are over a row or more;
 * the steps go on from w and b. Scikit-learn keeps w as s·v and w̄ as (c + a·v)/n, with s the
 * product of the shrinkings and a the sum of s over the averaged rows; its L1 penalty changes v
 * alone, so that a weight cut by Δ also moves its average, by Δ·a/(s·n). That is done here too.
 *
 * <p>Features should be of about one size, near 0: scale them in a stage. A target far from 0 is
 * learned sooner under {@link Learners#scaledTarget}. A weight that is no longer finite ends in a
 * {@link ModelDivergedException}.
 *
 * <p>Immutable; made by {@link Learners#sgd()}.
 *
 * @param loss what is made small; the square of the error unless said otherwise
 * @param penalty what keeps weights small; L2 with α = 0.0001 unless said otherwise
 * @param learningRate the size of the steps; η₀ / t<sup>0.25</sup> with η₀ = 0.01 unless said
 *     otherwise
 * @param averagedFrom the first learned row, counted from 1, after which weights are averaged; 0,
 *     the default, for no averaging
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
          "averaging begins at row 1 or later, or 0 for none, not at " + fromRow);
    }
  }

  /** The same with another η₀, above 0, in the schedule it has. */
  public Sgd learningRate(double eta0) {
    return learningRate(learningRate.withEta0(eta0));
  }

  /** The same with another learning rate. */
  public Sgd learningRate(LearningRate rate) {
    return new Sgd(loss, penalty, rate, averagedFrom);
  }

  /** The same with another loss. */
  public Sgd loss(SgdLoss other) {
    return new Sgd(other, penalty, learningRate, averagedFrom);
  }

  /** The same with the Huber loss, ε = 0.1 as in scikit-learn; the target should be scaled. */
  public Sgd huber() {
    return loss(SgdLoss.huber(0.1));
  }

  /** The same with the ε-insensitive loss, ε = 0.1 as in scikit-learn. */
  public Sgd epsilonInsensitive() {
    return loss(SgdLoss.epsilonInsensitive(0.1));
  }

  /** The same with another penalty. */
  public Sgd penalty(SgdPenalty other) {
    return new Sgd(loss, other, learningRate, averagedFrom);
  }

  /** The same with the L2 penalty α, 0 for none. */
  public Sgd l2(double alpha) {
    return penalty(SgdPenalty.l2(alpha));
  }

  /** The same with the L1 penalty α. */
  public Sgd l1(double alpha) {
    return penalty(SgdPenalty.l1(alpha));
  }

  /** The same with an elastic net of 15 % L1, as in scikit-learn. */
  public Sgd elasticNet(double alpha) {
    return penalty(SgdPenalty.elasticNet(alpha, 0.15));
  }

  /**
   * The same with averaged weights.
   *
   * @param fromRow the first learned row, counted from 1, after which weights are averaged
   */
  public Sgd averaged(long fromRow) {
    return new Sgd(loss, penalty, learningRate, fromRow);
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
