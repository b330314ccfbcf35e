package org.bandsaw.learn;

import java.util.HashMap;
import java.util.Map;
import org.bandsaw.learn.linear.LinearModels;
import org.bandsaw.learn.transform.TargetLearners;

/**
 * The names of the built-in learners in saved files. A name must never be reused for another class.
 */
public final class LearnerKinds {

  private LearnerKinds() {}

  /** The class of each name. */
  public static Map<String, Class<?>> all() {
    Map<String, Class<?>> kinds = new HashMap<>();
    kinds.put("sgd", Sgd.class);
    kinds.put("sgd-loss", SgdLoss.class);
    kinds.put("sgd-penalty", SgdPenalty.class);
    kinds.put("logistic", LogisticRegression.class);
    kinds.put("rls", RecursiveLeastSquares.class);
    kinds.put("refit", Refit.class);
    kinds.put("lasso", Lasso.class);
    kinds.put("tree", RegressionTree.class);
    kinds.put("forest", RandomForest.class);
    kinds.put("boosting", BoostedTrees.class);
    kinds.put("neural-network", NeuralNetwork.class);
    kinds.put("learning-rate", LearningRate.class);
    kinds.put("prequential", Prequential.class);
    kinds.put("weighting", Weighting.class);
    kinds.put("holdout", Holdout.class);
    kinds.putAll(LinearModels.kinds());
    kinds.putAll(TargetLearners.kinds());
    return Map.copyOf(kinds);
  }
}
