package org.bandsaw.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bandsaw.stage.NumberAssertions.assertNumbers;

import org.bandsaw.data.BooleanVector;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BatchOnlyStagesTest {

  private static final double NONE = Double.NaN;
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  private static Chunk fares(double... values) {
    return Chunk.of(0, Schema.of(ColumnSpec.real("fare")), values.length, DoubleVector.of(values));
  }

  private static StageRun fitted(Stage stage, Chunk training) {
    StageRun run = stage.open(training.schema());
    run.process(training);
    return run;
  }

  private static String fitOf(StageRun run) {
    return ((FittedRun) run).describeFit();
  }

  @Nested
  class QuantileBinning {

    @Test
    void usesTheQuantilesOfTheTrainingValuesAsEdges() {
      // h = 5k/4: 0, 1.25, 2.5, 3.75, 5: edges 1, 2 + 2/4, 4 + 4/2, 8 + 8·3/4 = 14, 32
      StageRun run = fitted(Stages.quantileBins("fare", 4), fares(16, 1, NONE, 32, 2, 8, 4));
      assertThat(fitOf(run)).isEqualTo("edges 1.0, 2.5, 6.0, 14.0, 32.0");
      Chunk made = run.apply(fares(1, 2, 4, 8, 16, 32, NONE));
      assertThat(made.schema().names()).containsExactly("fare", "fare_bin");
      assertNumbers(made, "fare_bin", 0, 0, 1, 2, 3, 3, NONE);
    }

    @Test
    void includesLowerEdgesAndPutsOutsideValuesInTheFirstOrLastBin() {
      StageRun run = fitted(Stages.quantileBins("fare", 4), fares(1, 2, 4, 8, 16, 32));
      Chunk made = run.apply(fares(2.5, 2.49, 14, -7, 99, INFINITE, -INFINITE));
      assertNumbers(made, "fare_bin", 1, 0, 3, 0, 3, 3, 0);
    }

    @Test
    void makesFewerBinsIfQuantilesAreEqual() {
      // quartiles of 1 1 1 2: 1, 1, 1, 1.25, 2
      StageRun run = fitted(Stages.quantileBins("fare", 4), fares(1, 1, 1, 2));
      assertThat(fitOf(run)).isEqualTo("edges 1.0, 1.25, 2.0");
      assertNumbers(run.apply(fares(1, 2, 1.2, 1.25)), "fare_bin", 0, 1, 0, 1);
      StageRun constant = fitted(Stages.quantileBins("fare", 3), fares(5, 5, NONE));
      assertNumbers(constant.apply(fares(4, 5, 6, NONE)), "fare_bin", 0, 0, 0, NONE);
    }

    @Test
    void ignoresInfiniteValuesAndIsMissingIfThereAreNoOthers() {
      Chunk training = fares(0, INFINITE, 4, -INFINITE, NONE, 2);
      StageRun run = fitted(Stages.quantileBins("fare", 2), training);
      assertThat(fitOf(run)).isEqualTo("edges 0.0, 2.0, 4.0");
      StageRun none = fitted(Stages.quantileBins("fare", 2), fares(NONE, INFINITE));
      assertThat(fitOf(none)).isEqualTo("no training values");
      assertNumbers(none.apply(fares(1, NONE)), "fare_bin", NONE, NONE);
    }

    @Test
    void worksIfTheRangeOverflows() {
      StageRun run = fitted(Stages.quantileBins("fare", 2), fares(-1.5e308, 1.5e308));
      assertNumbers(run.apply(fares(-1, 1)), "fare_bin", 0, 1);
    }

    @Test
    void needsAtLeastTwoBins() {
      assertThatThrownBy(() -> Stages.quantileBins("fare", 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("from 2 to 100000, not 1");
    }
  }

  @Nested
  class Ranks {

    @Test
    void areAveragedOverEqualValues() {
      // ascending 5, 10, 20, 20: ranks 1, 2, (3 + 4)/2
      Chunk rows = fares(10, 20, 20, NONE, 5);
      StageRun run = fitted(Stages.rank("fare"), rows);
      assertThat(fitOf(run)).isEqualTo("4 values from 5.0 to 20.0");
      assertNumbers(run.apply(rows), "fare_rank", 2, 3.5, 3.5, NONE, 1);
      StageRun share = fitted(Stages.rank("fare").asShare(), rows);
      assertNumbers(share.apply(rows), "fare_rank", 0.5, 0.875, 0.875, NONE, 0.25);
    }

    @Test
    void ofUnseenValuesAreHalfARankAboveTheValuesBelow() {
      Chunk training = fares(10, 20, 20, 5);
      Chunk unseen = fares(15, 1, 99, 7);
      StageRun run = fitted(Stages.rank("fare"), training);
      assertNumbers(run.apply(unseen), "fare_rank", 2.5, 0.5, 4.5, 1.5);
      StageRun share = fitted(Stages.rank("fare").asShare(), training);
      assertNumbers(share.apply(unseen), "fare_rank", 2.5 / 4, 0.5 / 4, 1, 1.5 / 4);
    }

    @Test
    void treatZerosOfBothSignsAsEqualAndInfiniteValuesAsValues() {
      Chunk rows = fares(0.0, -0.0, -INFINITE, 3, INFINITE);
      // -∞ is 1, the zeros are 2 and 3, then 4 and 5
      StageRun run = fitted(Stages.rank("fare"), rows);
      assertNumbers(run.apply(rows), "fare_rank", 2.5, 2.5, 1, 4, 5);
    }

    @Test
    void areMissingIfNoTrainingRowHasAValue() {
      StageRun run = fitted(Stages.rank("fare").asShare(), fares(NONE));
      assertNumbers(run.apply(fares(1)), "fare_rank", NONE);
    }

    @Test
    void retainEightBytesPerTrainingValue() {
      double[] values = new double[5_000];
      StageRun run = fitted(Stages.rank("fare"), fares(values));
      run.mark();
      run.rollback(); // lets buffers go
      assertThat(run.retainedBytes()).isBetween(8 * 5_000L, 8 * 5_000L + 200);
    }

    @Test
    void refuseAStateThatDoesNotAscend() {
      byte[] wrong = new StateWriter().writeVersion(1).writeDoubles(new double[] {2, 1}).toBytes();
      StageRun run = Stages.rank("fare").open(fares().schema());
      assertThatThrownBy(() -> run.load(new StateReader(wrong)))
          .isInstanceOf(StateCorruptException.class)
          .hasMessageContaining("ascend");
    }
  }

  @Nested
  class Sorting {

    private static int[] order(SortRows stage, ColumnSpec column, Vector values) {
      return stage.order(Chunk.of(0, Schema.of(column), values.length(), values));
    }

    @Test
    void putsMissingValuesLastInBothDirectionsAndIsStable() {
      DoubleVector values = DoubleVector.of(3, NONE, -0.0, 3, 0.0, -INFINITE, NONE, INFINITE, -2);
      ColumnSpec fare = ColumnSpec.real("fare");
      assertThat(order(Stages.sort("fare"), fare, values))
          .containsExactly(5, 8, 2, 4, 0, 3, 7, 1, 6);
      assertThat(order(Stages.sort("fare").descending(), fare, values))
          .containsExactly(7, 0, 3, 2, 4, 8, 5, 1, 6);
    }

    @Test
    void distinguishesTheLargestIntegersFromMissingValues() {
      long widest = Long.MAX_VALUE;
      LongVector values = LongVector.of(LongVector.MISSING, widest, -widest, 0);
      ColumnSpec meters = ColumnSpec.longInteger("meters");
      assertThat(order(Stages.sort("meters"), meters, values)).containsExactly(2, 3, 1, 0);
      assertThat(order(Stages.sort("meters").descending(), meters, values))
          .containsExactly(1, 3, 2, 0);
    }

    @Test
    void comparesTextsNotTheirCodes() {
      StringVector texts = StringVector.of("pear", "", "apple", "Zebra", "apple", "fig");
      ColumnSpec fruit = ColumnSpec.text("fruit");
      assertThat(order(Stages.sort("fruit"), fruit, texts)).containsExactly(3, 2, 4, 5, 0, 1);
      assertThat(order(Stages.sort("fruit").descending(), fruit, texts))
          .containsExactly(0, 5, 2, 4, 3, 1);
    }

    @Test
    void comparesTheSecondColumnIfTheFirstIsEqual() {
      Schema schema =
          Schema.of(ColumnSpec.bool("night"), ColumnSpec.date("day"), ColumnSpec.integer("riders"));
      BooleanVector night = BooleanVector.of(true, false, true, false, true);
      Vector day = IntVector.wrap(ValueType.DATE, new int[] {9, 9, 8, 8, 9}, 5);
      Chunk rows = Chunk.of(0, schema, 5, night, day, IntVector.of(1, 1, 1, 1, 2));
      assertThat(Stages.sort("night", "day").order(rows)).containsExactly(3, 1, 2, 0, 4);
      assertThat(Stages.sort("night", "day", "riders").descending("night", "riders").order(rows))
          .containsExactly(2, 4, 0, 3, 1);
    }

    @Test
    void sortsAnyNumberOfRows() {
      assertThat(Stages.sort("fare").order(fares())).isEmpty();
      assertThat(Stages.sort("fare").order(fares(7))).containsExactly(0);
      double[] values = new double[1_000];
      for (int i = 0; i < values.length; i++) {
        values[i] = i * 389 % 1_000; // each of 0…999 once, since 389 is prime to 1000
      }
      int[] order = Stages.sort("fare").order(fares(values));
      for (int i = 0; i < order.length; i++) {
        assertThat(values[order[i]]).isEqualTo(i);
      }
    }

    @Test
    void refusesAbsentColumns() {
      assertThatThrownBy(() -> Stages.sort("fares").open(fares().schema()))
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining("'fare'");
      assertThatThrownBy(() -> Stages.sort("fare").descending("tip"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(
              "'tip' cannot be descending: it is not one of the sort columns [fare]");
    }
  }

  @Nested
  class CorrelatedColumns {

    private static final double[] A = {1, 2, 3, 4, 5, 6};
    private static final double[] B = {1, 2, 3, 4, 6, 5};
    private static final double[] C = {2, 1, 4, 3, 6, 5};
    private static final double[] PAY = {1, 2, 3, 4, 5, 7};

    /** Columns of doubles named one letter each, and the target after them. */
    private static Chunk columns(String names, double[]... values) {
      Schema schema = Schema.empty();
      Vector[] vectors = new Vector[values.length];
      for (int i = 0; i < values.length; i++) {
        String name = i == names.length() ? "pay" : names.substring(i, i + 1);
        schema = schema.with(ColumnSpec.real(name));
        vectors[i] = DoubleVector.of(values[i]);
      }
      return Chunk.of(0, schema, values[0].length, vectors);
    }

    @Test
    void areDroppedOneByOneFromTheLargestCorrelationOn() {
      // Σ around the means, each of A, B, C with squares 35/2: AB 33/2, AC 29/2, BC 31/2, so that
      // r is 33/35 = 0.943, 29/35 = 0.829, 31/35 = 0.886; with PAY (squares 70/3) A 20, B 18, C 16
      Chunk rows = columns("abc", A, B, C, PAY);
      StageRun some = fitted(Stages.dropCorrelated("pay", 0.85), rows);
      assertThat(fitOf(some)).isEqualTo("dropped b (r 0.9429 with a)");
      assertThat(some.apply(rows).schema().names()).containsExactly("a", "c", "pay");
      StageRun more = fitted(Stages.dropCorrelated("pay", 0.8), rows);
      assertThat(fitOf(more)).isEqualTo("dropped b (r 0.9429 with a), c (r 0.8286 with a)");
      assertThat(more.output().names()).containsExactly("a", "pay");
      assertNumbers(more.apply(rows), "a", A);
    }

    @Test
    void areComparedWithTheThresholdToTwelveDigits() {
      Chunk rows = columns("ab", A, B, PAY);
      double r = 33 / 35.0;
      assertThat(fitted(Stages.dropCorrelated("pay", r - 1e-13), rows).output().names())
          .containsExactly("a", "pay");
      assertThat(fitted(Stages.dropCorrelated("pay", r + 1e-13), rows).output().names())
          .containsExactly("a", "b", "pay");
    }

    @Test
    void areDroppedIfTheyCorrelateLessWithTheTargetEvenIfTheyAreFirst() {
      double[] down = {-1, -2, -3, -4, -6, -5};
      StageRun run = fitted(Stages.dropCorrelated("pay", 0.9), columns("ba", down, A, PAY));
      assertThat(fitOf(run)).isEqualTo("dropped b (r -0.9429 with a)");
    }

    @Test
    void areDroppedInTheOrderOfPairsIfAllIsEqual() {
      Chunk rows = columns("apcq", A, A, C, C, PAY);
      StageRun run = fitted(Stages.dropCorrelated("pay", 0.9), rows);
      assertThat(fitOf(run)).startsWith("dropped p (").contains(", q (");
      assertThat(run.output().names()).containsExactly("a", "c", "pay");
    }

    @Test
    void areComparedInRowsThatHaveBothValues() {
      double[] a = {1, 2, 3, NONE, 9, -4};
      double[] b = {1, 2, 3, 7, NONE, INFINITE};
      Chunk rows = columns("ab", a, b, PAY);
      // over the first three rows r = 1; with PAY, b rises 1 1, 2 2, 3 3, 7 4 and a falls at the
      // end
      StageRun run = fitted(Stages.dropCorrelated("pay", 0.99), rows);
      assertThat(fitOf(run)).isEqualTo("dropped a (r 1.0000 with b)");
    }

    @Test
    void areKeptIfOneOfTheTwoIsConstant() {
      double[] tenth = {0.1, 0.1, 0.1, 0.1, 0.1, 0.1}; // their mean is not 0.1 to the last bit
      double[] late = {5, 5, 5, 5, 5, 9};
      double[] early = {1, 2, 3, 4, 5, NONE};
      Chunk rows = columns("tle", tenth, late, early, PAY);
      StageRun run = fitted(Stages.dropCorrelated("pay", 0), rows);
      // candidates are t, which is constant, and l with e, where l is constant
      assertThat(fitOf(run)).isEqualTo("dropped nothing");
    }

    @Test
    void areKeptIfTheyAreNotCompared() {
      Chunk rows = columns("abc", A, B, C, PAY);
      StageRun run = fitted(Stages.dropCorrelated("pay", 0.85).keeping("b"), rows);
      assertThat(fitOf(run)).isEqualTo("dropped nothing");
    }

    @Test
    void mayBeIntegersButNotBooleans() {
      Schema schema =
          Schema.of(
              ColumnSpec.bool("night"),
              ColumnSpec.integer("riders"),
              ColumnSpec.longInteger("meters"),
              ColumnSpec.text("vendor"),
              ColumnSpec.integer("pay"));
      Chunk rows =
          Chunk.of(
              0,
              schema,
              3,
              BooleanVector.of(false, false, true),
              IntVector.of(0, 0, 1),
              LongVector.of(0, 0, 1_000_000_000_000L),
              StringVector.of("a", "b", "c"),
              IntVector.of(1, 2, 3));
      StageRun run = fitted(Stages.dropCorrelated("pay", 0.5), rows);
      assertThat(run.output().names()).containsExactly("night", "riders", "vendor", "pay");
    }

    @Test
    void haveNoCorrelationWithAConstantTarget() {
      double[] same = {4, 4, 4, 4, 4, 4};
      StageRun run = fitted(Stages.dropCorrelated("pay", 0.9), columns("ab", A, B, same));
      assertThat(fitOf(run)).isEqualTo("dropped b (r 0.9429 with a)");
    }

    @Test
    void arePartOfTheOutputUntilTheFit() {
      Chunk rows = columns("ab", A, B, PAY);
      StageRun run = Stages.dropCorrelated("pay", 0.9).open(rows.schema());
      assertThat(fitOf(run)).isEqualTo("not fitted yet");
      assertThat(run.output()).isEqualTo(rows.schema());
      assertThat(run.apply(rows).schema()).isEqualTo(rows.schema());
    }

    @Test
    void needANumericTargetAndAThresholdBelowOne() {
      Schema schema = Schema.of(ColumnSpec.text("pay"), ColumnSpec.real("a"));
      assertThatThrownBy(() -> Stages.dropCorrelated("pay", 0.5).open(schema))
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining("'pay' is STRING");
      assertThatThrownBy(() -> Stages.dropCorrelated("a", 0.5).keeping("b").open(schema))
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining("'b'");
      assertThatThrownBy(() -> Stages.dropCorrelated("a", 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("below 1, not 1.0");
    }
  }

  @Nested
  class HighCardinalityTexts {

    private static Chunk rows(StringVector team, StringVector college) {
      Schema schema =
          Schema.of(ColumnSpec.text("team"), ColumnSpec.real("fare"), ColumnSpec.text("college"));
      int n = team.length();
      return Chunk.of(0, schema, n, team, DoubleVector.of(new double[n]), college);
    }

    private static final Chunk ROWS =
        rows(StringVector.of("x", "y", "x", "y"), StringVector.of("a", "", "b", "a"));

    @Test
    void areDroppedFromTheLimitOnWithMissingAsOneValue() {
      // team: x, y; college: a, missing, b
      StageRun run = fitted(Stages.dropHighCardinality(3), ROWS);
      assertThat(fitOf(run)).isEqualTo("dropped college (3 values)");
      assertThat(run.output().names()).containsExactly("team", "fare");
      assertThat(fitted(Stages.dropHighCardinality(4), ROWS).output()).isEqualTo(ROWS.schema());
      assertThat(fitted(Stages.dropHighCardinality(2), ROWS).output().names())
          .containsExactly("fare");
    }

    @Test
    void areCheckedIfTheyAreNamed() {
      StageRun run = fitted(Stages.dropHighCardinality(2, "team"), ROWS);
      assertThat(run.output().names()).containsExactly("fare", "college");
      assertThatThrownBy(() -> Stages.dropHighCardinality(2, "fare").open(ROWS.schema()))
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining("'fare' is DOUBLE");
    }

    @Test
    void areChosenByTheTrainingRowsAlone() {
      StageRun run = fitted(Stages.dropHighCardinality(3), ROWS.slice(0, 1));
      Chunk made = run.apply(ROWS);
      assertThat(made.schema().names()).containsExactly("team", "fare", "college");
      assertThat(fitOf(run)).isEqualTo("dropped nothing");
    }
  }
}
