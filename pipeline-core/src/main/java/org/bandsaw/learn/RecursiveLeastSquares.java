package org.bandsaw.learn;

/**
 * Linear regression by recursive least squares with exponential forgetting (Ljung, System
 * Identification, 2nd ed., chapter 11): after each row the weights that make the sum of squared
 * errors least, where each row counts λ times as much as the one after it. Needs no learning rate
 * and no scaling, and costs d² per row where gradient descent costs d.
 *
 * <p>With z = (1, x), the intercept being the weight of the 1, and P = δ·I, w = 0 at first:
 *
 * <pre>
 * u = P·z
 * c = weight / (λ + weight·z·u)
 * w ← w + c·u·(y − w·z)
 * P ← (P − c·u·uᵀ) / λ
 * </pre>
 *
 * <p>P stays symmetric to the last bit, since uᵢ·uⱼ is the same product from both sides. With λ = 1
 * the weights are those of ridge regression with penalty 1/δ, on the intercept too.
 *
 * <p><b>Against wind-up.</b> With λ below 1 the variance Pⱼⱼ of a weight that rows say nothing
 * about (a feature that is silent, or always the same as another) grows by 1/λ with each row, until
 * it overflows. So wherever Pⱼⱼ exceeds the limit M = 10⁴·δ after a row,
 *
 * <pre>
 * P ← P − (1/Pⱼⱼ − M/(2·Pⱼⱼ²))·pⱼ·pⱼᵀ        with pⱼ column j of P
 * </pre>
 *
 * <p>which makes Pⱼⱼ = M/2 and is what a made-up row would do that says "weight j is what it is
 * now": the weights stay, and directions that rows do speak of are hardly touched, so that they go
 * on forgetting. The trace of P never exceeds (d + 1)·M. This adds information along one feature at
 * a time, as in Gay: Dynamically regularized fast RLS with application to echo cancellation, ICASSP
 * 1996, but only where it is missing. With λ = 1 nothing grows, and the limit is never met.
 *
 * <p>A weight that is no longer finite ends in a {@link ModelDivergedException}. Memory: 8·(d + 1)²
 * bytes. Immutable; made by {@link Learners#recursiveLeastSquares()}.
 *
 * @param forgetting λ, above 0 and up to 1; rows count for about 1/(1 − λ) rows. 1 unless said
 *     otherwise
 * @param prior δ, the variance of weights before the first row, above 0; 100 unless said otherwise
 */
public record RecursiveLeastSquares(double forgetting, double prior) implements OnlineLearner {

  public RecursiveLeastSquares {
    if (!(forgetting > 0 && forgetting <= 1)) {
      throw new IllegalArgumentException(
          "the forgetting factor must lie above 0 and up to 1, not at " + forgetting);
    }
    if (!(prior > 0 && prior <= 1e100)) {
      throw new IllegalArgumentException(
          "the prior variance must be above 0 and at most 1e100, not " + prior);
    }
  }

  /** The same with another forgetting factor λ; 0.999 is a good start where the world changes. */
  public RecursiveLeastSquares forgetting(double lambda) {
    return new RecursiveLeastSquares(lambda, prior);
  }

  /**
   * The same with another prior variance δ: the smaller, the more weights are held near 0. A large
   * one costs digits, since P begins with it: with features of size 1000 keep it below 10⁷.
   */
  public RecursiveLeastSquares prior(double delta) {
    return new RecursiveLeastSquares(forgetting, delta);
  }

  @Override
  public String name() {
    return "rls";
  }

  @Override
  public RlsModel open(Features features, long seed) {
    return new RlsModel(this, features);
  }
}
