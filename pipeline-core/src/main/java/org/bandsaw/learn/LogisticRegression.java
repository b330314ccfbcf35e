package org.bandsaw.learn;

import java.util.Objects;

/**
 * Logistic regression by stochastic gradient descent on the log loss: equal to scikit-learn's
 * {@code SGDClassifier(loss="log_loss")} in arithmetic and in order of operations, when that goes
 * once through the same rows unshuffled. Targets are 0 or 1, anything else ends in an error;
 * predictions are the probability of 1.
 *
 * <p>For each row the arithmetic is that of {@link Sgd}, with the gradient
 *
 * <pre>
 * z = p·s, s = 1 for target 1 and −1 for target 0
 * g = −s / (exp(z) + 1);  −s·exp(−z) where z &gt; 18;  −s where z &lt; −18
 * </pre>
 *
 * <p>and the probability 1 / (1 + exp(−p)), by {@link StrictMath}.
 *
 * <p>Scikit-learn's learning rate for classifiers, {@link LearningRate#optimal()}, begins with very
 * large steps: weights are usable after some thousand rows. {@code
 * learningRate(LearningRate.inverseScaling(0.1))} is calmer.
 *
 * <p>Immutable; made by {@link Learners#logisticRegression()}.
 *
 * @param penalty what keeps weights small; L2 with α = 0.0001 unless said otherwise
 * @param learningRate the size of the steps; the optimal schedule unless said otherwise
 * @param averagedFrom the first learned row, counted from 1, after which weights are averaged; 0,
 *     the default, for no averaging
 * @param threshold from which probability on a row counts as predicted 1 in class metrics; 0.5
 *     unless said otherwise
 */
public record LogisticRegression(
    SgdPenalty penalty, LearningRate learningRate, long averagedFrom, double threshold)
    implements OnlineLearner {

  public LogisticRegression {
    Objects.requireNonNull(penalty, "penalty");
    Objects.requireNonNull(learningRate, "learningRate");
    penalty.check(learningRate);
    Sgd.checkAveraging(averagedFrom);
    Task.requireThreshold(threshold);
  }

  /** The same with another learning rate. */
  public LogisticRegression learningRate(LearningRate rate) {
    return new LogisticRegression(penalty, rate, averagedFrom, threshold);
  }

  /** The same with another penalty. */
  public LogisticRegression penalty(SgdPenalty other) {
    return new LogisticRegression(other, learningRate, averagedFrom, threshold);
  }

  /**
   * The same with averaged weights.
   *
   * @param fromRow the first learned row, counted from 1, after which weights are averaged
   */
  public LogisticRegression averaged(long fromRow) {
    return new LogisticRegression(penalty, learningRate, fromRow, threshold);
  }

  /** The same with another probability, above 0 and below 1, from which a row counts as 1. */
  public LogisticRegression threshold(double probability) {
    return new LogisticRegression(penalty, learningRate, averagedFrom, probability);
  }

  @Override
  public String name() {
    return "logistic";
  }

  @Override
  public Task task() {
    return Task.binaryClassification(threshold);
  }

  @Override
  public SgdModel open(Features features, long seed) {
    return new SgdModel(this, features);
  }
}
