package org.bandsaw.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bandsaw.stage.NumberAssertions.assertNumbers;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RollingTest {

  private static final double NONE = Double.NaN;

  private static Chunk fares(double... values) {
    return Chunk.of(0, Schema.of(ColumnSpec.real("fare")), values.length, DoubleVector.of(values));
  }

  private static Chunk keyed(String[] keys, double... values) {
    Schema schema = Schema.of(ColumnSpec.text("vendor"), ColumnSpec.real("fare"));
    return Chunk.of(0, schema, keys.length, StringVector.of(keys), DoubleVector.of(values));
  }

  private static Chunk processed(Stage stage, Chunk chunk) {
    return stage.open(chunk.schema()).process(chunk);
  }

  @Nested
  class StandardDeviation {

    @Test
    void isMissingIfTheWindowHasTooFewValues() {
      // one value: missing; 2 4: mean 3, (1 + 1)/1, sqrt 2; 2 4 _: the same; 4 _: one value again
      Chunk made = processed(Stages.rollingStd("fare", 3), fares(2, 4, NONE, NONE));
      double root = Math.sqrt(2);
      assertNumbers(made, "fare_std_3", NONE, root, root, NONE);
    }

    @Test
    void needsOneValueWithDdofZero() {
      // 2: 0; 2 4: (1 + 1)/2; 4 9: mean 6.5, 2.5 twice
      Chunk made = processed(Stages.rollingStd("fare", 2).ddof(0), fares(2, 4, 9));
      assertNumbers(made, "fare_std_2", 0, 1, 2.5);
    }

    @Test
    void isMissingWhileTheWindowContainsAnInfiniteValue() {
      Chunk rows = fares(1, Double.POSITIVE_INFINITY, 3, 5);
      double root = Math.sqrt(2); // of 3 and 5
      assertNumbers(
          processed(Stages.rollingStd("fare", 2), rows), "fare_std_2", NONE, NONE, NONE, root);
    }

    @Test
    void isExactForLargeValues() {
      double offset = 1e9;
      Chunk made =
          processed(Stages.rollingStd("fare", 3), fares(offset + 1, offset + 2, offset + 3));
      assertNumbers(made, "fare_std_3", NONE, Math.sqrt(0.5), 1);
    }
  }

  @Nested
  class MinimumAndMaximum {

    @Test
    void skipMissingValues() {
      // windows: 3; 3 _; 3 _ 1; _ 1 2; 1 2 _; 2 _ _; _ _ _
      Chunk rows = fares(3, NONE, 1, 2, NONE, NONE, NONE);
      assertNumbers(
          processed(Stages.rollingMin("fare", 3), rows), "fare_min_3", 3, 3, 1, 1, 1, 2, NONE);
      assertNumbers(
          processed(Stages.rollingMax("fare", 3), rows), "fare_max_3", 3, 3, 3, 2, 2, 2, NONE);
    }

    @Test
    void mayExcludeTheCurrentRow() {
      Stage stage = Stages.rollingMax("fare", 2).excludingCurrentRow();
      assertNumbers(processed(stage, fares(5, 1, 2, 0)), "fare_max_2", NONE, 5, 5, 2);
    }
  }

  @Test
  void countsValuesThatAreNotMissing() {
    Chunk rows = fares(NONE, 1, 2, NONE, NONE);
    assertNumbers(processed(Stages.rollingCount("fare", 2), rows), "fare_count_2", 0, 1, 2, 1, 0);
    Stage atLeastTwo = Stages.rollingCount("fare", 2).minRows(2);
    assertNumbers(processed(atLeastTwo, rows), "fare_count_2", NONE, NONE, 2, NONE, NONE);
  }

  @Test
  void keepsASeparateWindowForEachKey() {
    // a: 4, then 4 9; b: 1, then 1 7; a: 9 2
    Chunk rows = keyed(new String[] {"a", "b", "a", "b", "a"}, 4, 1, 9, 7, 2);
    Stage stage = Stages.rollingMax("fare", 2).per("vendor");
    assertNumbers(processed(stage, rows), "fare_max_2_by_vendor", 4, 1, 9, 7, 9);
  }

  @Test
  void hasADefaultNameWithItsStatistic() {
    assertThat(Stages.rollingStd("fare", 5).per("vendor").name())
        .isEqualTo("rollingStd(fare,5,by vendor)");
    assertThat(Stages.rollingCount("fare", 5).output()).isEqualTo("fare_count_5");
  }

  @Test
  void refusesOptionsThatDoNotFitTheStatistic() {
    assertThatThrownBy(() -> Stages.rollingMean("fare", 5).ddof(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("standard deviations only");
    assertThatThrownBy(() -> Stages.rollingStd("fare", 5).minRows(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("from 1 to the window's 5 rows, not 0");
    assertThatThrownBy(() -> Stages.rollingStd("fare", 5).ddof(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Compares with a separate computation of each window. */
  @Property(tries = 200)
  void equalsASeparateComputationOfEachWindow(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int w) {
    Random random = new Random(seed);
    double[] values = new double[60];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(3) == 0 ? NONE : random.nextInt(7) - 3;
    }
    double[][] expected = new double[3][values.length];
    for (int i = 0; i < values.length; i++) {
      double[] window =
          Arrays.stream(values, Math.max(0, i + 1 - w), i + 1)
              .filter(value -> !Double.isNaN(value))
              .toArray();
      expected[0][i] = Arrays.stream(window).min().orElse(NONE);
      expected[1][i] = Arrays.stream(window).max().orElse(NONE);
      double mean = Arrays.stream(window).average().orElse(NONE);
      double squares = Arrays.stream(window).map(v -> (v - mean) * (v - mean)).sum();
      expected[2][i] = window.length < 2 ? NONE : Math.sqrt(squares / (window.length - 1));
    }
    assertNumbers(processed(Stages.rollingMin("fare", w).as("m"), fares(values)), "m", expected[0]);
    assertNumbers(processed(Stages.rollingMax("fare", w).as("m"), fares(values)), "m", expected[1]);
    assertNumbers(processed(Stages.rollingStd("fare", w).as("m"), fares(values)), "m", expected[2]);
  }

  @Nested
  class AllRowsSoFar {

    @Test
    void haveEachStatistic() {
      // 2; 2 4: mean 3, sqrt(2/1); _; 2 4 9: mean 5, sqrt((9 + 1 + 16)/2)
      Chunk rows = fares(2, 4, NONE, 9);
      assertNumbers(processed(Stages.expandingMean("fare"), rows), "fare_mean_so_far", 2, 3, 3, 5);
      double root = Math.sqrt(2);
      assertNumbers(
          processed(Stages.expandingStd("fare"), rows),
          "fare_std_so_far",
          NONE,
          root,
          root,
          Math.sqrt(13));
      assertNumbers(processed(Stages.expandingMin("fare"), rows), "fare_min_so_far", 2, 2, 2, 2);
      assertNumbers(processed(Stages.expandingMax("fare"), rows), "fare_max_so_far", 2, 4, 4, 9);
      assertNumbers(
          processed(Stages.expandingCount("fare"), rows), "fare_count_so_far", 1, 2, 2, 3);
    }

    @Test
    void mayBeTheEarlierRowsOfTheSameKey() {
      Chunk rows = keyed(new String[] {"a", "b", "a", "", "a", ""}, 4, 1, 8, 3, 0, 5);
      Stage stage = Stages.expandingMean("fare").per("vendor").excludingCurrentRow();
      assertNumbers(
          processed(stage, rows), "fare_mean_so_far_by_vendor", NONE, NONE, 4, NONE, 6, 3);
    }

    @Test
    void areContextThatApplyAdvances() {
      StageRun run = Stages.expandingMax("fare").open(fares().schema());
      run.process(fares(5));
      assertNumbers(run.apply(fares(9, 1)), "fare_max_so_far", 9, 9);
      run.clearContext();
      assertNumbers(run.apply(fares(-1)), "fare_max_so_far", -1);
    }

    @Test
    void dependOnTheirOwnRowOnlyIfItIsIncluded() {
      Schema schema = keyed(new String[] {}).schema();
      Expanding including = Stages.expandingMean("fare").per("vendor").as("m");
      assertThat(including.lineage(schema).sameRowInputs("m")).containsExactly("vendor", "fare");
      assertThat(including.excludingCurrentRow().lineage(schema).sameRowInputs("m"))
          .containsExactly("vendor");
    }
  }

  @Nested
  class Difference {

    @Test
    void isTheValueMinusTheEarlierOne() {
      Chunk made = processed(Stages.difference("fare", 2), fares(1, 5, 4, NONE, 9));
      assertNumbers(made, "fare_difference_2", NONE, NONE, 3, NONE, 5);
    }

    @Test
    void dependsOnItsOwnRow() {
      Lag stage = Stages.difference("fare", 1);
      assertThat(stage.lineage(fares().schema()).sameRowInputs(stage.output()))
          .containsExactly("fare");
    }
  }
}
