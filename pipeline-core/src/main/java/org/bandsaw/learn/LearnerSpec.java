package org.bandsaw.learn;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bandsaw.data.ColumnSpec;

/**
 * What a pipeline learns and how. Immutable.
 *
 * @param name unique among those of a pipeline; in reports, files and names of predictions
 * @param target the column of the last step that is predicted
 * @param learner what learns it
 * @param scoring how predictions of a stream are scored
 * @param newFeatures what happens when a column appears while data passes
 * @param onNonFinite what happens to rows with a missing or infinite feature or target
 * @param weighting how much each row counts
 * @param excluded columns that are no features
 */
public record LearnerSpec(
    String name,
    String target,
    Learner learner,
    Prequential scoring,
    NewFeatures newFeatures,
    OnNonFinite onNonFinite,
    Weighting weighting,
    List<String> excluded) {

  public LearnerSpec {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(learner, "learner");
    Objects.requireNonNull(scoring, "scoring");
    Objects.requireNonNull(newFeatures, "newFeatures");
    Objects.requireNonNull(onNonFinite, "onNonFinite");
    Objects.requireNonNull(weighting, "weighting");
    excluded = List.copyOf(excluded);
    if (weighting.hasClassWeights() && !learner.task().isClassification()) {
      throw new IllegalStateException(
          "class weights are for classes 0 and 1; learner '"
              + learner.name()
              + "' is a regression");
    }
    if (!weighting.isUniform() && !learner.capabilities().contains(Learner.Capability.WEIGHTS)) {
      throw new IllegalStateException(
          "learner '"
              + learner.name()
              + "' learns all rows alike; take another one, or leave the weights out");
    }
  }

  /**
   * Names of the columns that hold predictions: {@code prediction} for the first learner, {@code
   * prediction_NAME} for each other.
   */
  public static List<ColumnSpec> predictionColumns(List<LearnerSpec> learnings) {
    List<ColumnSpec> columns = new ArrayList<>();
    for (LearnerSpec learning : learnings) {
      String name = columns.isEmpty() ? "prediction" : "prediction_" + learning.name();
      columns.add(ColumnSpec.real(name));
    }
    return columns;
  }

  /** Whether it is learned row by row. */
  public boolean isOnline() {
    return learner instanceof OnlineLearner;
  }
}
