package org.bandsaw.learn;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bandsaw.data.ColumnSpec;

/**
 * What a pipeline learns and how. Immutable.
 *
 * @param name unique in a pipeline; used in reports, files and names of prediction columns
 * @param target the predicted column of the last step
 * @param learner the learner
 * @param scoring how predictions of a stream are scored
 * @param newFeatures what happens if a feature column appears during a run
 * @param onNonFinite what happens to rows with a missing or infinite feature, target or weight
 * @param weighting the weights of rows
 * @param excluded columns that are not features
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
          "class weights need classes 0 and 1; learner '" + learner.name() + "' is a regression");
    }
    if (!weighting.isUniform() && !learner.capabilities().contains(Learner.Capability.WEIGHTS)) {
      throw new IllegalStateException(
          "learner '"
              + learner.name()
              + "' does not support weights; choose another learner, or omit the weights");
    }
  }

  /**
   * The columns of predictions: {@code prediction} for the first learner, {@code prediction_NAME}
   * for each further one.
   */
  public static List<ColumnSpec> predictionColumns(List<LearnerSpec> learners) {
    List<ColumnSpec> columns = new ArrayList<>();
    for (LearnerSpec spec : learners) {
      String name = columns.isEmpty() ? "prediction" : "prediction_" + spec.name();
      columns.add(ColumnSpec.real(name));
    }
    return columns;
  }

  /** Whether the learner learns row by row. */
  public boolean isOnline() {
    return learner instanceof OnlineLearner;
  }
}
