package org.bandsaw.learn;

import java.util.List;
import java.util.Objects;

/**
 * What a pipeline learns and how. Immutable.
 *
 * @param target the column of the last step that is predicted
 * @param learner what learns it
 * @param scoring how predictions are scored
 * @param newFeatures what happens when a column appears while data passes
 * @param onNonFinite what happens to rows with a missing or infinite feature or target
 * @param excluded columns that are no features
 */
public record Learning(
    String target,
    OnlineLearner learner,
    Prequential scoring,
    NewFeatures newFeatures,
    OnNonFinite onNonFinite,
    List<String> excluded) {

  public Learning {
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(learner, "learner");
    Objects.requireNonNull(scoring, "scoring");
    Objects.requireNonNull(newFeatures, "newFeatures");
    Objects.requireNonNull(onNonFinite, "onNonFinite");
    excluded = List.copyOf(excluded);
  }
}
