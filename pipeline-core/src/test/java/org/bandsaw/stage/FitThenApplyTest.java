package org.bandsaw.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bandsaw.stage.NumberAssertions.assertNumbers;

import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.junit.jupiter.api.Test;

/**
 * Stages with running statistics in a batch: they learn from the training rows and are then applied
 * to all rows, so that results depend on whole columns. The first four of six rows are for
 * training.
 */
class FitThenApplyTest {

  private static final double NONE = Double.NaN;
  private static final int TRAINING = 4;

  private static final Chunk ROWS =
      Chunk.of(
          0,
          Schema.of(
              ColumnSpec.real("fare"), ColumnSpec.integer("riders"), ColumnSpec.text("vendor")),
          6,
          DoubleVector.of(1, 3, NONE, 8, 12, NONE),
          IntVector.of(2, 2, 6, 2, 6, IntVector.MISSING),
          StringVector.of("b", "a", "b", "", "c", "b"));

  private static Chunk fitThenApply(Stage stage) {
    StageRun run = stage.open(ROWS.schema());
    run.process(ROWS.slice(0, TRAINING));
    run.clearContext();
    return run.apply(ROWS);
  }

  @Test
  void scalesByMeanAndDeviationOfAllTrainingRows() {
    // fares 1, 3, 8: mean 4, squares 9 + 1 + 16 = 26, s = √(26/3)
    // riders 2, 2, 6, 2: mean 3, squares 1 + 1 + 9 + 1 = 12, s = √(12/4) = √3
    Chunk made = fitThenApply(Stages.standardScale("fare", "riders"));
    double s = Math.sqrt(26 / 3.0);
    assertNumbers(made, "fare", -3 / s, -1 / s, NONE, 4 / s, 8 / s, NONE);
    double t = Math.sqrt(3);
    assertNumbers(made, "riders", -1 / t, -1 / t, 3 / t, -1 / t, 3 / t, NONE);
  }

  @Test
  void scalesASingleColumnByMeanAndDeviationOfAllTrainingRows() {
    double t = Math.sqrt(3);
    Chunk made = fitThenApply(Stages.standardScale("riders"));
    assertNumbers(made, "riders", -1 / t, -1 / t, 3 / t, -1 / t, 3 / t, NONE);
  }

  @Test
  void scalesByTheRangeOfAllTrainingRows() {
    // fares from 1 to 8: 2/7 and 11/7, which is beyond; riders from 2 to 6
    Chunk made = fitThenApply(Stages.minMaxScale("fare", "riders"));
    assertNumbers(made, "fare", 0, 2 / 7.0, NONE, 1, 11 / 7.0, NONE);
    assertNumbers(made, "riders", 0, 0, 1, 0, 1, NONE);
  }

  @Test
  void flagsByMeanAndDeviationOfAllTrainingRows() {
    // riders: mean 3, s = √3 with ddof 0; |2 - 3|/√3 = 0.577, |6 - 3|/√3 = 1.732; with ddof 1, s
    // would be 2 and 6 only 1.5 deviations away
    Chunk flagged = fitThenApply(Stages.anomaly("riders").threshold(1.73));
    assertNumbers(flagged, "riders_anomaly", 0, 0, 1, 0, 1, NONE);
    Chunk none = fitThenApply(Stages.anomaly("riders").threshold(1.74));
    assertNumbers(none, "riders_anomaly", 0, 0, 0, 0, 0, NONE);
  }

  @Test
  void addsAColumnForEachCategoryOfTheTrainingRowsOnly() {
    Chunk made = fitThenApply(Stages.oneHot("vendor").droppingInput());
    assertThat(made.schema().names()).containsExactly("fare", "riders", "vendor__b", "vendor__a");
    assertNumbers(made, "vendor__b", 1, 0, 1, 0, 0, 1);
    assertNumbers(made, "vendor__a", 0, 1, 0, 0, 0, 0);
  }

  @Test
  void countsCategoriesOverAllTrainingRows() {
    // b, a, b: two thirds and one third; c was not seen
    Chunk made = fitThenApply(Stages.frequencyEncode("vendor"));
    assertNumbers(made, "vendor_frequency", 2 / 3.0, 1 / 3.0, 2 / 3.0, NONE, 0, 2 / 3.0);
  }

  @Test
  void numbersCategoriesOfAllTrainingRows() {
    Chunk made = fitThenApply(Stages.ordinalEncode("vendor"));
    assertNumbers(made, "vendor_code", 0, 1, 0, NONE, -1, 0);
  }

  @Test
  void hasTheMeanTargetOfAllTrainingRowsOfACategory() {
    // riders of b: 2, 6, of a: 2; of all with a vendor: 10/3; smoothed by one row of that mean:
    // b (8 + 10/3)/3 = 34/9, a (2 + 10/3)/2 = 8/3; c has the mean of all
    Chunk made = fitThenApply(Stages.targetEncode("vendor", "riders").smoothing(1));
    double b = 34 / 9.0;
    assertNumbers(made, "vendor_mean_riders", b, 8 / 3.0, b, NONE, 10 / 3.0, b);
  }

  @Test
  void imputesTheMeanOfAllTrainingRows() {
    Chunk made = fitThenApply(Stages.impute("fare", Impute.RUNNING_MEAN));
    assertNumbers(made, "fare", 1, 3, 4, 8, 12, 4);
  }
}
