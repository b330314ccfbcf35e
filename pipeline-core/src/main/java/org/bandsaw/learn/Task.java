package org.bandsaw.learn;

import java.util.Objects;

/**
 * The task of a learner, which decides how it is scored. Immutable.
 *
 * @param kind regression or classification
 * @param threshold the predicted probability from which a row counts as class 1; 0 for a regression
 */
public record Task(Kind kind, double threshold) {

  /** Prediction of a number: scored by RMSE, MAE and R². */
  public static final Task REGRESSION = new Task(Kind.REGRESSION, 0);

  /** The kinds. */
  public enum Kind {
    /** The target is any number. */
    REGRESSION,
    /** The target is 0 or 1, the prediction the probability of 1. */
    BINARY_CLASSIFICATION
  }

  public Task {
    Objects.requireNonNull(kind, "kind");
    if (kind == Kind.BINARY_CLASSIFICATION) {
      requireThreshold(threshold);
    } else if (threshold != 0) {
      throw new IllegalArgumentException(
          "a regression has no threshold; it must be 0, not " + threshold);
    }
  }

  static void requireThreshold(double threshold) {
    if (!(threshold > 0 && threshold < 1)) {
      throw new IllegalArgumentException(
          "the threshold must be above 0 and below 1, not " + threshold);
    }
  }

  /**
   * Prediction of the probability of class 1: scored by log loss, accuracy, F1 and the area under
   * the ROC curve.
   *
   * @param threshold the predicted probability from which a row counts as class 1, above 0 and
   *     below 1
   */
  public static Task binaryClassification(double threshold) {
    return new Task(Kind.BINARY_CLASSIFICATION, threshold);
  }

  /** Whether targets are 0 or 1 and predictions probabilities. */
  public boolean isClassification() {
    return kind == Kind.BINARY_CLASSIFICATION;
  }
}
