package org.bandsaw.learn;

import java.util.Objects;
import org.bandsaw.learn.linear.LinearModels;

/**
 * Logistic regression by stochastic gradient descent on the log loss. Equal to scikit-learn's
 * {@code SGDClassifier(loss="log_loss")} in arithmetic and in the order of operations, if that
 * makes one pass over the same rows without shuffling. Targets are 0 or 1; any other target is an
 * error. Predictions are the probability of class 1.
 *
 * <p>The arithmetic of each row is that of {@link Sgd}, with the gradient
 *
 * <pre>
 * z = p·s, s = 1 for target 1 and −1 for target 0
 * g = −s / (exp(z) + 1);  −s·exp(−z) where z &gt; 18;  −s where z &lt; −18
 * </pre>
 *
 * <p>and the probability 1 / (1 + exp(−p)), by {@link StrictMath}.
 *
 * <p>Scikit-learn's learning rate for classifiers, {@link LearningRate#optimal()}, starts with very
 * large steps: weights are usable after some thousand rows. {@code
 * learningRate(LearningRate.inverseScaling(0.1))} takes smaller first steps.
 *
 * <p>Has all capabilities. Immutable; made by {@link Learners#logisticRegression()}.
 *
 * @param penalty the penalty on the weights. Default: L2 with α = 0.0001
 * @param learningRate the size of the steps. Default: the optimal schedule
 * @param averagedFrom the learned row, counted from 1, from which weights are averaged; 0 for no
 *     averaging. Default: 0
 * @param threshold the probability from which a row counts as predicted 1 in class metrics, above 0
 *     and below 1. Default: 0.5
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

  /** A copy with another learning rate. */
  public LogisticRegression learningRate(LearningRate rate) {
    return new LogisticRegression(penalty, rate, averagedFrom, threshold);
  }

  /** A copy with another penalty. */
  public LogisticRegression penalty(SgdPenalty other) {
    return new LogisticRegression(other, learningRate, averagedFrom, threshold);
  }

  /**
   * A copy with averaged weights.
   *
   * @param fromRow the learned row, counted from 1, from which weights are averaged
   */
  public LogisticRegression averaged(long fromRow) {
    return new LogisticRegression(penalty, learningRate, fromRow, threshold);
  }

  /** A copy with another threshold, above 0 and below 1. */
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
  public OnlineModel open(Features features, long seed) {
    return LinearModels.open(this, features);
  }
}
