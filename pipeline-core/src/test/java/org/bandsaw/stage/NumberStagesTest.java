package org.bandsaw.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bandsaw.stage.NumberAssertions.assertNumbers;

import java.util.Random;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.data.ValueType;
import org.bandsaw.testkit.StageContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Stages on numeric columns: scaling, arithmetic within a row, bins, imputation. */
class NumberStagesTest {

  private static final double NONE = Double.NaN;
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  private static Chunk fares(double... values) {
    return Chunk.of(0, Schema.of(ColumnSpec.real("fare")), values.length, DoubleVector.of(values));
  }

  private static Chunk three(double[] a, double[] b, double[] c) {
    Schema schema = Schema.of(ColumnSpec.real("a"), ColumnSpec.real("b"), ColumnSpec.real("c"));
    return Chunk.of(
        0, schema, a.length, DoubleVector.of(a), DoubleVector.of(b), DoubleVector.of(c));
  }

  private static Chunk processed(Stage stage, Chunk chunk) {
    return stage.open(chunk.schema()).process(chunk);
  }

  @Nested
  class MinMax {

    @Test
    void scalesByTheRangeUpToTheCurrentRow() {
      // 2: no range, 0; 2..6: 1; 3: 1/4; 0..6: 0; 3: 3/6; infinite stays and does not count
      Chunk made = processed(Stages.minMaxScale("fare"), fares(2, 6, 3, NONE, 0, INFINITE, 3));
      assertNumbers(made, "fare", 0, 1, 0.25, NONE, 0, INFINITE, 0.5);
    }

    @Test
    void isConstantWhenApplied() {
      StageRun run = Stages.minMaxScale("fare").open(fares().schema());
      assertNumbers(run.apply(fares(7)), "fare", 0);
      run.process(fares(2, 4));
      assertNumbers(run.apply(fares(3, 5, 1)), "fare", 0.5, 1.5, -0.5);
    }
  }

  @Test
  void clippingReplacesValuesBeyondABoundByTheBound() {
    Chunk rows = fares(-3, 0, 2.5, 9, NONE, INFINITE);
    assertNumbers(processed(Stages.clip("fare", 0, 5), rows), "fare", 0, 0, 2.5, 5, NONE, 5);
    assertThatThrownBy(() -> Stages.clip("fare", 5, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("smaller one first");
  }

  @Test
  void makesAColumnForEachPower() {
    Chunk made = processed(Stages.polynomial("fare", 3), fares(2, -3, NONE));
    assertThat(made.schema().names()).containsExactly("fare", "fare_2", "fare_3");
    assertNumbers(made, "fare_2", 4, 9, NONE);
    assertNumbers(made, "fare_3", 8, -27, NONE);
  }

  @Test
  void multipliesAllPairsInTheOrderOfTheColumns() {
    double[] a = {1, 2};
    double[] b = {3, NONE};
    double[] c = {5, 7};
    Chunk made = processed(Stages.interactions("a", "b", "c"), three(a, b, c));
    assertThat(made.schema().names().subList(3, 6))
        .containsExactly("a_times_b", "a_times_c", "b_times_c");
    assertNumbers(made, "a_times_b", 3, NONE);
    assertNumbers(made, "a_times_c", 5, 14);
    assertNumbers(made, "b_times_c", 15, NONE);
  }

  @Test
  void statisticsOfARowSkipMissingValues() {
    double[] a = {1, NONE, NONE, 4};
    double[] b = {2, 5, NONE, NONE};
    double[] c = {6, 7, NONE, NONE};
    Chunk rows = three(a, b, c);
    assertNumbers(processed(Stages.rowSum("a", "b", "c").as("s"), rows), "s", 9, 12, NONE, 4);
    assertNumbers(processed(Stages.rowMean("a", "b", "c").as("m"), rows), "m", 3, 6, NONE, 4);
    // 1 2 6: (4 + 1 + 9)/2; 5 7: (1 + 1)/1; one value has none
    assertNumbers(
        processed(Stages.rowVariance("a", "b", "c"), rows), "variance_of_a_b_c", 7, 2, NONE, NONE);
  }

  @Nested
  class Binning {

    @Test
    void countsTheEdgesAtOrBelowAValue() {
      Chunk rows = fares(-1, 0, 9.99, 10, 20, 1e9, NONE, Double.NEGATIVE_INFINITY);
      Chunk made = processed(Stages.bins("fare", 0, 10, 20), rows);
      assertNumbers(made, "fare_bin", 0, 1, 1, 2, 3, 3, NONE, 0);
    }

    @Test
    void refusesEdgesOutOfOrder() {
      assertThatThrownBy(() -> Stages.bins("fare", 0, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("ascend");
      assertThatThrownBy(() -> Stages.bins("fare")).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Nested
  class Anomalies {

    @Test
    void areMoreDeviationsFromTheMeanThanTheThreshold() {
      // 0 0 0 0: no deviation; with 5: mean 1, s = sqrt((4 + 16)/5) = 2, z = 4/2
      Chunk rows = fares(0, 0, 0, 0, 5, NONE, INFINITE);
      Chunk made = processed(Stages.anomaly("fare").threshold(1.99), rows);
      assertThat(made.schema().typeOf("fare_anomaly")).isEqualTo(ValueType.BOOLEAN);
      assertNumbers(made, "fare_anomaly", 0, 0, 0, 0, 1, NONE, 1);
      Chunk usual = processed(Stages.anomaly("fare").threshold(2), rows);
      assertNumbers(usual, "fare_anomaly", 0, 0, 0, 0, 0, NONE, 1);
    }

    @Test
    void isConstantWhenApplied() {
      StageRun run = Stages.anomaly("fare").open(fares().schema());
      run.process(fares(1, 3)); // mean 2, deviation 1
      assertNumbers(run.apply(fares(100, 5, 5.1, -1.1)), "fare_anomaly", 1, 0, 1, 1);
    }
  }

  @Nested
  class RunningMedian {

    @Test
    void replacesMissingValuesFromItsRowOn() {
      // before any 0; 5: 5; 5 1: (1 + 5)/2; 5 1 2: 2; infinite passes and does not count
      Chunk rows = fares(NONE, 5, NONE, 1, NONE, INFINITE, 2, NONE);
      Stage stage = Stages.impute("fare", Impute.RUNNING_MEDIAN);
      assertNumbers(processed(stage, rows), "fare", 0, 5, 5, 1, 3, INFINITE, 2, 2);
    }

    @Test
    void ofIntegersMayBeBetweenTwoOfThem() {
      Schema schema = Schema.of(ColumnSpec.longInteger("meters"));
      Chunk rows = Chunk.of(0, schema, 3, LongVector.of(7, 2, LongVector.MISSING));
      Chunk made = processed(Stages.impute("meters", Impute.RUNNING_MEDIAN), rows);
      assertNumbers(made, "meters", 7, 2, 4.5);
    }

    @Test
    void isConstantWhenApplied() {
      StageRun run = Stages.impute("fare", Impute.RUNNING_MEDIAN).open(fares().schema());
      assertNumbers(run.apply(fares(9, NONE)), "fare", 9, 0);
      run.process(fares(4, 1, 8));
      assertNumbers(run.apply(fares(100, NONE, 100, NONE)), "fare", 100, 4, 100, 4);
    }

    @Test
    void isExactForHundredsOfRows() {
      double[] values = new double[440];
      for (int i = 0; i < 439; i++) {
        values[i] = i * 7 % 439; // each of 0 to 438 once: the 220th of 439 is 219
      }
      values[439] = NONE;
      Chunk made = processed(Stages.impute("fare", Impute.RUNNING_MEDIAN), fares(values));
      assertThat(made.vector("fare").number(439)).isEqualTo(219);
    }

    @Test
    void keepsTheContractOverThousandsOfRows() {
      Random random = new Random(3);
      double[] values = new double[1_500];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextInt(90) == 0 ? NONE : random.nextGaussian();
      }
      StageContract.of(Stages.impute("fare", Impute.RUNNING_MEDIAN)).on(fares(values)).check();
    }
  }

  @Nested
  class LastValue {

    @Test
    void replacesMissingValues() {
      Stage stage = Stages.impute("fare", Impute.LAST_VALUE);
      Chunk made = processed(stage, fares(NONE, 3, NONE, INFINITE, NONE, 2));
      assertNumbers(made, "fare", NONE, 3, 3, INFINITE, INFINITE, 2);
    }

    @Test
    void advancesWhenAppliedAndIsContext() {
      StageRun run = Stages.impute("fare", Impute.LAST_VALUE).open(fares().schema());
      run.process(fares(3));
      assertNumbers(run.apply(fares(NONE, 8, NONE)), "fare", 3, 8, 8);
      run.clearContext();
      assertNumbers(run.apply(fares(NONE)), "fare", NONE);
    }
  }

  @Test
  void refusesTextAndNamesTheColumn() {
    Schema schema = Schema.of(ColumnSpec.text("fare"));
    assertThatThrownBy(() -> Stages.bins("fare", 1).open(schema))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining("'fare' is STRING; a numeric column is needed");
  }
}
