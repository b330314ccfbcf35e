package org.bandsaw.learn;

import java.util.List;
import java.util.Locale;
import org.bandsaw.data.BandsawException;

/** What may be wrong with a row that is learned or with its prediction, in words. */
final class LearnerErrors {

  private final LearnerSpec spec;

  LearnerErrors(LearnerSpec learning) {
    this.spec = learning;
  }

  /** A row that is not to be skipped lacks something. */
  BandsawException nonFinite(
      long sourceRow, boolean usable, double wanted, double[] x, List<String> names) {
    return new BandsawException(
        String.format(
            Locale.ROOT,
            "row %d: %s is missing or infinite, and this pipeline does not skip such rows. Impute it"
                + " in a stage, or choose OnNonFinite.SKIP",
            sourceRow,
            missingInput(usable, wanted, x, names)));
  }

  private String missingInput(boolean usable, double wanted, double[] x, List<String> names) {
    if (usable) {
      return Double.isFinite(wanted)
          ? "the weight '" + spec.weighting().column() + "'"
          : "the target '" + spec.target() + "'";
    }
    int feature = 0;
    while (Double.isFinite(x[feature])) {
      feature++;
    }
    return "feature '" + names.get(feature) + "'";
  }

  /** Checks the target of a row: a classification knows 0 and 1 only. */
  void requireBinaryTarget(double wanted, long sourceRow) {
    if (spec.learner().task().isClassification() && wanted != 0 && wanted != 1) {
      throw new BandsawException(
          String.format(
              "row %d: the target '%s' is %s; learner '%s' needs 0 or 1. Derive such a target in a"
                  + " stage, or choose a regression",
              sourceRow, spec.target(), wanted, spec.learner().name()));
    }
  }

  /** Checks a prediction from finite features. */
  void requirePrediction(double prediction, long sourceRow) {
    if (!Double.isFinite(prediction)) {
      throw new BandsawException(
          String.format(
              Locale.ROOT,
              "learner '%s' predicted %s for row %d from finite features. Scale the features, or"
                  + " learn more slowly",
              spec.learner().name(),
              prediction,
              sourceRow));
    }
    if (spec.learner().task().isClassification() && !(prediction >= 0 && prediction <= 1)) {
      throw new BandsawException(
          String.format(
              "learner '%s' predicted %s for row %d; a classification predicts the probability of 1,"
                  + " from 0 to 1. Correct the model, or let its task be a regression",
              spec.learner().name(), prediction, sourceRow));
    }
  }

  /** A column appeared that may be no feature. */
  BandsawException unexpectedFeature(String feature, long sourceRow) {
    return new BandsawException(
        String.format(
            Locale.ROOT,
            "feature '%s' appeared in row %d; this pipeline takes no new features. Declare its"
                + " values, or choose NewFeatures.GROW or IGNORE",
            feature,
            sourceRow));
  }
}
