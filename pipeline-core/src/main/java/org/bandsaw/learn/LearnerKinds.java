package org.bandsaw.learn;

import java.util.Map;

/**
 * Names under which the ready-made learners stand in files; a name is never given to another one.
 */
public final class LearnerKinds {

  private LearnerKinds() {}

  /** The class behind each name. */
  public static Map<String, Class<?>> all() {
    return Map.of(
        "sgd", Sgd.class,
        "sgd-loss", SgdLoss.class,
        "sgd-penalty", SgdPenalty.class,
        "logistic", LogisticRegression.class,
        "rls", RecursiveLeastSquares.class,
        "scaled-target", ScaledTarget.class,
        "learning-rate", LearningRate.class,
        "running-mean", RunningMean.class,
        "prequential", Prequential.class);
  }
}
