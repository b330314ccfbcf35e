package org.bandsaw.learn;

import org.bandsaw.learn.linear.LinearModels;

/**
 * Linear regression by recursive least squares with exponential forgetting (Ljung, System
 * Identification, 2nd ed., chapter 11). After each row the weights minimize the sum of squared
 * errors, where each row counts λ times as much as the next one. Needs no learning rate and no
 * scaling. Costs d² operations per row for d features; gradient descent costs d.
 *
 * <p>With z = (1, x), where the intercept is the weight of the 1, and initially P = δ·I and w = 0:
 *
 * <pre>
 * u = P·z
 * c = weight / (λ + weight·z·u)
 * w ← w + c·u·(y − w·z)
 * P ← (P − c·u·uᵀ) / λ
 * </pre>
 *
 * <p>P stays symmetric to the last bit, because uᵢ·uⱼ and uⱼ·uᵢ are the same product. With λ = 1
 * the weights are those of ridge regression with penalty 1/δ, on the intercept too.
 *
 * <p><b>Protection against wind-up.</b> With λ below 1 the variance Pⱼⱼ of a weight that the rows
 * do not determine (a feature that stays 0, or one equal to another) grows by 1/λ with each row
 * until it overflows. So if Pⱼⱼ exceeds the limit M = 10⁴·δ after a row,
 *
 * <pre>
 * P ← P − (1/Pⱼⱼ − M/(2·Pⱼⱼ²))·pⱼ·pⱼᵀ        with pⱼ column j of P
 * </pre>
 *
 * <p>which sets Pⱼⱼ = M/2. It has the effect of an artificial row that confirms the present value
 * of weight j: the weights do not change, and directions that the rows determine are hardly
 * affected, so that they continue to forget. The trace of P never exceeds (d + 1)·M. This adds
 * information along one feature at a time, as in Gay: Dynamically regularized fast RLS with
 * application to echo cancellation, ICASSP 1996, but only where it is missing. With λ = 1 variances
 * do not grow, and the limit is never reached.
 *
 * <p>A weight that is no longer finite ends in a {@link ModelDivergedException}. Memory: 8·(d + 1)²
 * bytes. Has all capabilities. Immutable; made by {@link Learners#recursiveLeastSquares()}.
 *
 * @param forgetting λ, above 0 and up to 1; the model remembers about 1/(1 − λ) rows. Default: 1
 * @param prior δ, the variance of the weights before the first row, above 0, up to 10¹⁰⁰. Default:
 *     100
 */
public record RecursiveLeastSquares(double forgetting, double prior) implements OnlineLearner {

  public RecursiveLeastSquares {
    if (!(forgetting > 0 && forgetting <= 1)) {
      throw new IllegalArgumentException(
          "the forgetting factor must be above 0 and at most 1, not " + forgetting);
    }
    if (!(prior > 0 && prior <= 1e100)) {
      throw new IllegalArgumentException(
          "the prior variance must be above 0 and at most 1e100, not " + prior);
    }
  }

  /** A copy with another forgetting factor λ; 0.999 is a good start if the relation changes. */
  public RecursiveLeastSquares forgetting(double lambda) {
    return new RecursiveLeastSquares(lambda, prior);
  }

  /**
   * A copy with another prior variance δ. A small one keeps weights near 0. A large one costs
   * precision, because P starts with it: with features of size 1000 keep it below 10⁷.
   */
  public RecursiveLeastSquares prior(double delta) {
    return new RecursiveLeastSquares(forgetting, delta);
  }

  @Override
  public String name() {
    return "rls";
  }

  @Override
  public OnlineModel open(Features features, long seed) {
    return LinearModels.open(this, features);
  }
}
