package org.bandsaw.learn;

import java.util.Map;

/**
 * Names under which the ready-made learners stand in files; a name is never given to another one.
 */
public final class LearnerKinds {

  private LearnerKinds() {}

  /** The class behind each name. */
  public static Map<String, Class<?>> all() {
    return Map.ofEntries(
        Map.entry("sgd", Sgd.class),
        Map.entry("sgd-loss", SgdLoss.class),
        Map.entry("sgd-penalty", SgdPenalty.class),
        Map.entry("logistic", LogisticRegression.class),
        Map.entry("rls", RecursiveLeastSquares.class),
        Map.entry("scaled-target", ScaledTarget.class),
        Map.entry("transformed-target", TransformedTarget.class),
        Map.entry("transformed-batch-target", TransformedBatchTarget.class),
        Map.entry("refit", Refit.class),
        Map.entry("least-squares", LeastSquares.class),
        Map.entry("ridge", Ridge.class),
        Map.entry("lasso", Lasso.class),
        Map.entry("tree", RegressionTree.class),
        Map.entry("forest", RandomForest.class),
        Map.entry("boosting", BoostedTrees.class),
        Map.entry("neural-network", NeuralNetwork.class),
        Map.entry("learning-rate", LearningRate.class),
        Map.entry("running-mean", RunningMean.class),
        Map.entry("prequential", Prequential.class),
        Map.entry("weighting", Weighting.class),
        Map.entry("holdout", Holdout.class));
  }
}
