package org.bandsaw.learn;

import java.util.List;
import java.util.Locale;
import org.bandsaw.data.BandsawException;

/** Checks of learned rows and their predictions, and the errors for them. */
final class LearnerErrors {

  private final LearnerSpec spec;

  LearnerErrors(LearnerSpec spec) {
    this.spec = spec;
  }

  /** The error for a row with a missing or infinite value that must not be skipped. */
  BandsawException nonFinite(
      long sourceRow, boolean finiteFeatures, double y, double[] x, List<String> names) {
    return new BandsawException(
        String.format(
            Locale.ROOT,
            "row %d: %s is missing or infinite, and this pipeline does not skip such rows. Impute it"
                + " in a stage, or choose OnNonFinite.SKIP",
            sourceRow,
            missingInput(finiteFeatures, y, x, names)));
  }

  private String missingInput(boolean finiteFeatures, double y, double[] x, List<String> names) {
    if (finiteFeatures) {
      return Double.isFinite(y)
          ? "the weight '" + spec.weighting().column() + "'"
          : "the target '" + spec.target() + "'";
    }
    int feature = 0;
    while (Double.isFinite(x[feature])) {
      feature++;
    }
    return "feature '" + names.get(feature) + "'";
  }

  /** Checks the target of a row: in a classification it must be 0 or 1. */
  void requireBinaryTarget(double y, long sourceRow) {
    if (spec.learner().task().isClassification() && y != 0 && y != 1) {
      throw new BandsawException(
          String.format(
              Locale.ROOT,
              "row %d: the target '%s' is %s; learner '%s' needs 0 or 1. Derive such a target in a"
                  + " stage, or choose a regression",
              sourceRow,
              spec.target(),
              y,
              spec.learner().name()));
    }
  }

  /** Checks a prediction for finite features. */
  void requirePrediction(double prediction, long sourceRow) {
    if (!Double.isFinite(prediction)) {
      throw new BandsawException(
          String.format(
              Locale.ROOT,
              "learner '%s' predicted %s for row %d from finite features. Scale the features, or"
                  + " choose a smaller learning rate",
              spec.learner().name(),
              prediction,
              sourceRow));
    }
    if (spec.learner().task().isClassification() && !(prediction >= 0 && prediction <= 1)) {
      throw new BandsawException(
          String.format(
              Locale.ROOT,
              "learner '%s' predicted %s for row %d; a classification predicts the probability of 1,"
                  + " from 0 to 1. Correct the model, or declare its task as a regression",
              spec.learner().name(),
              prediction,
              sourceRow));
    }
  }

  /** The error for a new feature column, if new features are not allowed. */
  BandsawException unexpectedFeature(String feature, long sourceRow) {
    return new BandsawException(
        String.format(
            Locale.ROOT,
            "feature '%s' appeared in row %d; this pipeline allows no new features. Declare its"
                + " values, or choose NewFeatures.GROW or IGNORE",
            feature,
            sourceRow));
  }
}
