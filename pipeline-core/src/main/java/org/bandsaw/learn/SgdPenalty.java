package org.bandsaw.learn;

import java.util.Objects;

/**
 * The penalty on the weights in stochastic gradient descent, in scikit-learn's arithmetic. The
 * intercept is not penalized. With the share ρ of L1, which is 0 for L2 and 1 for L1, each row at
 * learning rate η does
 *
 * <pre>
 * w ← w · max(0, 1 − (1 − ρ)·η·α)       before the step, except for pure L1
 * w ← w − η·g·x                         the step
 * u ← u + ρ·η·α                         after the step, if ρ &gt; 0; then for each weight
 *   w &gt; 0: w′ = max(0, w − (u + q))
 *   w &lt; 0: w′ = min(0, w + (u − q))
 *   q ← q + (w′ − w)
 * </pre>
 *
 * <p>where u is the L1 penalty that could have been applied to each weight so far and q the penalty
 * that was applied (Tsuruoka, Tsujii, Ananiadou: Stochastic gradient descent training for
 * L1-regularized log-linear models with cumulative penalty, ACL 2009). Scikit-learn resets u and q
 * at the end of each call. So its {@code fit} over all rows gives the same weights as this class;
 * its {@code partial_fit} with one row at a time gives other weights as soon as one was cut to 0.
 *
 * <p>Immutable.
 *
 * @param kind the kind of penalty
 * @param alpha α, 0 or above; without a penalty it is used by {@link LearningRate#optimal()} only
 * @param l1Ratio ρ for an elastic net, from 0 to 1; 0 for the other kinds
 */
public record SgdPenalty(Kind kind, double alpha, double l1Ratio) {

  /** The penalties. */
  public enum Kind {
    /** No penalty. */
    NONE,
    /** α/2 times the sum of squares. */
    L2,
    /** α times the sum of absolute values: many weights become 0. */
    L1,
    /** Both, in a given ratio. */
    ELASTIC_NET
  }

  public SgdPenalty {
    Objects.requireNonNull(kind, "kind");
    if (!(alpha >= 0) || Double.isInfinite(alpha)) {
      throw new IllegalArgumentException(
          (kind == Kind.L2 ? "l2" : kind == Kind.L1 ? "l1" : "alpha")
              + " must be 0 or above and finite, not "
              + alpha);
    }
    if (kind == Kind.ELASTIC_NET ? !(l1Ratio >= 0 && l1Ratio <= 1) : l1Ratio != 0) {
      throw new IllegalArgumentException(
          kind == Kind.ELASTIC_NET
              ? "the ratio of L1 must be from 0 to 1, not " + l1Ratio
              : "only an elastic net has a ratio of L1, not " + l1Ratio);
    }
  }

  /** No penalty; α is 0.0001 for the optimal learning rate. */
  public static SgdPenalty none() {
    return new SgdPenalty(Kind.NONE, 1e-4, 0);
  }

  /** α/2 times the sum of squares; scikit-learn's default is 0.0001. */
  public static SgdPenalty l2(double alpha) {
    return new SgdPenalty(Kind.L2, alpha, 0);
  }

  /** α times the sum of absolute values. */
  public static SgdPenalty l1(double alpha) {
    return new SgdPenalty(Kind.L1, alpha, 0);
  }

  /** L1 and L2 combined; scikit-learn's default is α = 0.0001 with a ratio of 0.15. */
  public static SgdPenalty elasticNet(double alpha, double l1Ratio) {
    return new SgdPenalty(Kind.ELASTIC_NET, alpha, l1Ratio);
  }

  /** Checks that a learning rate can be computed with this penalty. */
  void check(LearningRate rate) {
    if (alpha == 0 && rate.schedule() == LearningRate.Schedule.OPTIMAL) {
      throw new IllegalArgumentException(
          "the optimal schedule divides by the penalty: set "
              + (kind == Kind.L2 ? "l2" : "alpha")
              + " above 0, or use another schedule");
    }
  }
}
