package org.bandsaw.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bandsaw.stage.NumberAssertions.assertNumbers;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bandsaw.data.BadDataException;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Dictionary;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.MutableRow;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.bandsaw.testkit.ManualTicker;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class StagesTest {

  private static final double NONE = Double.NaN;

  private static Chunk fares(double... values) {
    return faresFrom(0, values);
  }

  private static Chunk faresFrom(long firstRow, double... values) {
    Schema schema = Schema.of(ColumnSpec.real("fare"));
    return Chunk.of(firstRow, schema, values.length, DoubleVector.of(values));
  }

  private static Chunk vendors(long firstRow, String... values) {
    Schema schema = Schema.of(ColumnSpec.text("vendor"));
    return Chunk.of(firstRow, schema, values.length, StringVector.of(values));
  }

  private static Chunk keyed(String[] keys, double... values) {
    Schema schema = Schema.of(ColumnSpec.text("vendor"), ColumnSpec.real("fare"));
    return Chunk.of(0, schema, keys.length, StringVector.of(keys), DoubleVector.of(values));
  }

  private static Chunk processed(Stage stage, Chunk chunk) {
    return stage.open(chunk.schema()).process(chunk);
  }

  @Nested
  class Imputing {

    @Test
    void replacesMissingValuesByTheMeanSoFar() {
      // nothing yet: 0; mean of 4; mean of 4 and 8 is 6; an infinite value passes; still 6
      Chunk rows = fares(NONE, 4, NONE, 8, NONE, Double.POSITIVE_INFINITY, NONE);
      Chunk made = processed(Stages.impute("fare", Impute.RUNNING_MEAN), rows);
      assertNumbers(made, "fare", 0, 4, 4, 8, 6, Double.POSITIVE_INFINITY, 6);
    }

    @Test
    void convertsIntegersToDoubles() {
      Schema schema = Schema.of(ColumnSpec.integer("riders"));
      Chunk rows = Chunk.of(0, schema, 3, IntVector.of(1, 2, IntVector.MISSING));
      Chunk made = processed(Stages.impute("riders", Impute.RUNNING_MEAN), rows);
      assertThat(made.schema()).isEqualTo(Schema.of(ColumnSpec.real("riders")));
      assertNumbers(made, "riders", 1, 2, 1.5);
    }

    @Test
    void theMeanIsConstantWhenApplied() {
      StageRun run = Stages.impute("fare", Impute.RUNNING_MEAN).open(fares().schema());
      run.process(fares(2, 4));
      assertNumbers(run.apply(fares(100, NONE)), "fare", 100, 3);
      assertNumbers(run.process(fares(NONE)), "fare", 3);
    }

    @Test
    void constantsFillNumbersAndText() {
      Chunk numbers = processed(Stages.impute("fare", Impute.constant(-1)), fares(NONE, 7));
      assertNumbers(numbers, "fare", -1, 7);
      Chunk texts =
          processed(Stages.impute("vendor", Impute.constant("?")), vendors(0, "a", "", "b", ""));
      assertThat(texts.strings("vendor").get(1)).isEqualTo("?");
      assertThat(texts.strings("vendor").get(2)).isEqualTo("b");
    }

    @Test
    void doesNotChangeTheDictionaryOfTheReader() {
      Dictionary dictionary = new Dictionary();
      int a = dictionary.getOrAdd("a");
      Schema schema = Schema.of(ColumnSpec.text("vendor"));
      Chunk rows = Chunk.of(0, schema, 2, StringVector.wrap(new int[] {0, a}, 2, dictionary));
      processed(Stages.impute("vendor", Impute.constant("none")), rows);
      assertThat(dictionary.find("none")).isEqualTo(-1);
    }

    @Test
    void refusesAMissingReplacement() {
      assertThatThrownBy(() -> Impute.constant(NONE)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Impute.constant("")).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Nested
  class Scaling {

    @Test
    void usesMeanAndPopulationDeviationUpToTheCurrentRow() {
      // 2: alone, deviation 0 counts as 1, so 0
      // 2 4: mean 3, deviation 1, so 1
      // 2 4 9: mean 5, M2 = 9 + 1 + 16 = 26, 4 / sqrt(26/3)
      Chunk made = processed(Stages.standardScale("fare"), fares(2, 4, NONE, 9));
      assertNumbers(made, "fare", 0, 1, NONE, 4 / Math.sqrt(26.0 / 3));
    }

    @Test
    void isConstantWhenApplied() {
      StageRun run = Stages.standardScale("fare").open(fares().schema());
      run.process(fares(2, 4));
      assertNumbers(run.apply(fares(3, 103, NONE)), "fare", 0, 100, NONE);
      assertNumbers(run.apply(fares(5)), "fare", 2);
    }

    @Test
    void leavesValuesUnchangedBeforeTheFirstRow() {
      StageRun run = Stages.standardScale("fare").open(fares().schema());
      assertNumbers(run.apply(fares(7)), "fare", 7);
    }

    @Test
    void computesOneColumnAndTwoInterleavedColumnsAlike() {
      Chunk rows = TripRows.of(300, 3);
      Chunk two = processed(Stages.standardScale("fare", "tip"), rows);
      Chunk one = processed(Stages.standardScale("tip"), rows);
      assertThat(two.doubles("tip").slice(0, rows.rowCount()).array())
          .isEqualTo(one.doubles("tip").slice(0, rows.rowCount()).array());
    }
  }

  @Nested
  class Encoding {

    @Test
    void addsAColumnForEachValueInTheRowWhereItFirstAppears() {
      StageRun run = Stages.oneHot("vendor").open(vendors(0).schema());
      assertThat(run.output().isOpenEnded()).isTrue();
      Chunk made = run.process(vendors(10, "a", "", "b", "a"));
      assertThat(made.schema().names()).containsExactly("vendor", "vendor__a", "vendor__b");
      assertThat(made.schema().firstSeenRow(1)).isEqualTo(10);
      assertThat(made.schema().firstSeenRow(2)).isEqualTo(12);
      assertNumbers(made, "vendor__a", 1, 0, 0, 1);
      assertNumbers(made, "vendor__b", 0, 0, 1, 0);
    }

    @Test
    void addsNoColumnsWhenApplied() {
      StageRun run = Stages.oneHot("vendor").open(vendors(0).schema());
      run.process(vendors(0, "a"));
      Chunk applied = run.apply(vendors(1, "new", "a"));
      assertThat(applied.schema().names()).containsExactly("vendor", "vendor__a");
      assertNumbers(applied, "vendor__a", 0, 1);
      Chunk learned = run.process(vendors(3, "new"));
      assertNumbers(learned, "vendor__new", 1);
    }

    @Test
    void declaredValuesHaveColumnsFromTheStart() {
      Stage stage = Stages.oneHot("vendor").values("x", "a").droppingInput();
      Chunk made = processed(stage, vendors(0, "a", "b"));
      assertThat(made.schema().names()).containsExactly("vendor__x", "vendor__a", "vendor__b");
      assertThat(made.schema().declaredCount()).isEqualTo(2);
      assertNumbers(made, "vendor__x", 0, 0);
      assertNumbers(made, "vendor__a", 1, 0);
    }

    @Test
    void otherContainsUndeclaredValues() {
      Stage stage = Stages.oneHot("vendor").values("a").unseen(UnseenCategory.OTHER);
      Chunk made = processed(stage, vendors(0, "a", "b", "", "c"));
      assertThat(made.schema().isOpenEnded()).isFalse();
      assertNumbers(made, "vendor__a", 1, 0, 0, 0);
      assertNumbers(made, "vendor__other", 0, 1, 0, 1);
    }

    @Test
    void putsValuesBeyondTheMaximumInADynamicOtherColumn() {
      StageRun run = Stages.oneHot("vendor").maxCategories(2).open(vendors(0).schema());
      Chunk made = run.process(vendors(0, "a", "b", "c", "d", "a"));
      assertThat(made.schema().names())
          .containsExactly("vendor", "vendor__a", "vendor__b", "vendor__other");
      assertThat(made.schema().firstSeenRow(3)).isEqualTo(2);
      assertNumbers(made, "vendor__other", 0, 0, 1, 1, 0);
    }

    @Test
    void failNamesValueAndRow() {
      StageRun run =
          Stages.oneHot("vendor").values("a").unseen(UnseenCategory.FAIL).open(vendors(0).schema());
      assertThatThrownBy(() -> run.process(vendors(40, "a", "zebra")))
          .isInstanceOf(BadDataException.class)
          .hasMessageContaining("stage 'oneHot(vendor)', row 41, column 'vendor'")
          .hasMessageContaining("'zebra' is none of the 1 known categories [a]");
    }

    @Test
    void failInARowKernelNamesValueAndRow() {
      Schema schema = vendors(0).schema();
      RowStageRun run =
          (RowStageRun)
              Stages.oneHot("vendor").values("a").unseen(UnseenCategory.FAIL).open(schema);
      RowLayout layout = new RowLayout(schema);
      RowKernel kernel = run.rowKernel(layout);
      MutableRow row = new MutableRow(layout.size());
      row.clear(9);
      row.texts()[0] = "zebra";
      assertThatThrownBy(() -> kernel.apply(row))
          .isInstanceOf(BadDataException.class)
          .hasMessageContaining("row 9")
          .hasMessageContaining("zebra");
    }

    @Test
    void namesAValueWhoseColumnExistsAlready() {
      Schema schema = Schema.of(ColumnSpec.text("v"), ColumnSpec.real("v__a"));
      Chunk rows = Chunk.of(0, schema, 1, StringVector.of("a"), DoubleVector.of(1));
      assertThatThrownBy(() -> processed(Stages.oneHot("v"), rows))
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining("the value 'a' of column 'v' in row 0");
    }

    @Test
    void doublesAreNotCategories() {
      assertThatThrownBy(() -> Stages.oneHot("fare").open(fares().schema()))
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining("column 'fare' is DOUBLE");
    }

    @Test
    void looksUpCodesAgainInAnotherDictionary() {
      StageRun run = Stages.oneHot("vendor").open(vendors(0).schema());
      run.process(vendors(0, "a", "b"));
      Chunk made = run.process(vendors(2, "b", "a"));
      assertNumbers(made, "vendor__a", 0, 1);
      assertNumbers(made, "vendor__b", 1, 0);
    }
  }

  @Nested
  class Windows {

    @Test
    void aRollingMeanSkipsMissingValues() {
      // windows of three: 3 | 3 6 | 3 6 - | 6 - 9 | - 9 12 | 9 12 -
      Chunk made = processed(Stages.rollingMean("fare", 3), fares(3, 6, NONE, 9, 12, NONE));
      assertNumbers(made, "fare_mean_3", 3, 4.5, 4.5, 7.5, 10.5, 10.5);
    }

    @Test
    void excludingTheCurrentRowUsesEarlierRowsOnly() {
      Chunk made =
          processed(Stages.rollingMean("fare", 2).excludingCurrentRow(), fares(3, 6, 9, 12));
      assertNumbers(made, "fare_mean_2", NONE, 3, 4.5, 7.5);
    }

    @Test
    void tooFewValuesGiveNoMean() {
      Chunk made = processed(Stages.rollingMean("fare", 3).minRows(2), fares(3, NONE, 5, NONE));
      assertNumbers(made, "fare_mean_3", NONE, NONE, 4, NONE);
    }

    @Test
    void anInfiniteValueHasNoEffectAfterItLeaves() {
      double inf = Double.POSITIVE_INFINITY;
      Chunk made = processed(Stages.rollingMean("fare", 2), fares(1, inf, 3, 5, 7));
      assertNumbers(made, "fare_mean_2", 1, inf, inf, 4, 6);
    }

    @Test
    void theSumIsCarriedAndAddedUpAfreshWhenTheRingIsFull() {
      int w = 50;
      Random random = new Random(5);
      double[] values = random.doubles(1_000).toArray();
      Chunk made = processed(Stages.rollingMean("fare", w), fares(values));
      double[] q = new double[w];
      double s = 0;
      for (int n = 1; n <= values.length; n++) {
        int at = (n - 1) % w;
        double x = values[n - 1];
        s = s + x - q[at];
        q[at] = x;
        if (at == w - 1) {
          s = 0;
          for (double value : q) {
            s += value;
          }
        }
        assertThat(made.doubles("fare_mean_50").get(n - 1)).isEqualTo(s / Math.min(n, w));
      }
    }

    @Test
    void windowsOfKeysAreSeparate() {
      Chunk rows = keyed(new String[] {"a", "b", "a", "b", "", ""}, 1, 10, 3, 20, 5, 7);
      Chunk made = processed(Stages.rollingMean("fare", 9).per("vendor"), rows);
      assertNumbers(made, "fare_mean_9_by_vendor", 1, 10, 2, 15, 5, 6);
    }

    @Test
    void theLeastRecentlySeenKeyIsEvictedAndCounted() {
      Chunk rows = keyed(new String[] {"a", "b", "a", "c", "a", "b"}, 1, 10, 3, 100, 5, 20);
      Stage stage = Stages.lag("fare", 1).per("vendor").keys(KeyLimit.atMost(2));
      KeyedRun run = (KeyedRun) stage.open(rows.schema());
      Chunk made = run.process(rows); // c takes the place of b, whose second row is then a first
      assertNumbers(made, "fare_lag_1_by_vendor", NONE, NONE, 1, NONE, 3, NONE);
      assertThat(run.keyCount()).isEqualTo(2);
      assertThat(run.evictedKeys()).isEqualTo(2); // b, then c
    }

    @Test
    void compositeKeysAreDistinguished() {
      Schema schema =
          Schema.of(ColumnSpec.text("x"), ColumnSpec.text("y"), ColumnSpec.real("fare"));
      Chunk rows =
          Chunk.of(
              0,
              schema,
              3,
              StringVector.of("a", "ab", "a"),
              StringVector.of("bc", "c", "bc"),
              DoubleVector.of(1, 2, 3));
      Chunk made = processed(Stages.lag("fare", 1).per("x", "y"), rows);
      assertNumbers(made, "fare_lag_1_by_x_y", NONE, NONE, 1);
    }

    @Test
    void aLagReturnsTheValueOfAnEarlierRow() {
      Chunk made = processed(Stages.lag("fare", 2), fares(1, NONE, 3, 4, 5));
      assertNumbers(made, "fare_lag_2", NONE, NONE, 1, NONE, 3);
    }

    @Test
    void windowsAdvanceWhenApplied() {
      StageRun run = Stages.lag("fare", 1).open(fares().schema());
      run.process(fares(1));
      assertNumbers(run.apply(fares(2, 3)), "fare_lag_1", 1, 2);
      run.clearContext();
      assertNumbers(run.apply(fares(4, 5)), "fare_lag_1", NONE, 4);
    }

    @Test
    void refusesADamagedWindow() {
      StateWriter out = new StateWriter();
      Stages.rollingMean("fare", 20).open(fares().schema()).save(out);
      StageRun run = Stages.rollingMean("fare", 50).open(fares().schema());
      assertThatThrownBy(() -> run.load(new StateReader(out.toBytes())))
          .isInstanceOf(StateCorruptException.class)
          .hasMessage("a window of 50 rows was expected, not one of 20");
    }

    @Test
    void lineageContainsTheColumnsOfTheSameRow() {
      Schema schema = keyed(new String[0]).schema();
      assertThat(Stages.rollingMean("fare", 5).lineage(schema).sameRowInputs("fare_mean_5"))
          .containsExactly("fare");
      assertThat(
              Stages.rollingMean("fare", 5)
                  .excludingCurrentRow()
                  .lineage(schema)
                  .sameRowInputs("fare_mean_5"))
          .isEmpty();
      assertThat(Stages.lag("fare", 1).lineage(schema).sameRowInputs("fare_lag_1")).isEmpty();
      assertThat(
              Stages.lag("fare", 1)
                  .per("vendor")
                  .lineage(schema)
                  .sameRowInputs("fare_lag_1_by_vendor"))
          .containsExactly("vendor");
      assertThat(Stages.oneHot("vendor").lineage(schema).dynamicColumnInputs())
          .containsExactly("vendor");
    }

    @Test
    void defaultNamesContainTheKeys() {
      assertThat(Stages.rollingMean("fare", 50).per("vendor").name())
          .isEqualTo("rollingMean(fare,50,by vendor)");
      Rolling named = Stages.rollingMean("fare", 50).named("mine").as("out").per("vendor");
      assertThat(named.name()).isEqualTo("mine");
      assertThat(named.output()).isEqualTo("out");
      assertThat(Stages.lag("fare", 1).per("a", "b").output()).isEqualTo("fare_lag_1_by_a_b");
    }

    @Test
    void anAttemptRetainsOverwrittenValuesNotTheWindow() {
      StageRun run = Stages.rollingMean("fare", 1_000_000).open(fares().schema());
      long before = run.retainedBytes();
      run.mark();
      run.process(fares(new double[100]));
      // 100 results and 100 overwritten places of 8 bytes
      assertThat(run.retainedBytes() - before).isBetween(1_600L, 1_700L);
    }

    @Test
    void rollbackNeedsAMark() {
      StageRun run = Stages.lag("fare", 5).open(fares().schema());
      assertThatThrownBy(run::rollback).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void boundsAreChecked() {
      assertThatThrownBy(() -> Stages.rollingMean("fare", 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("rows must be from 1 to 10000000, not 0");
      assertThatThrownBy(() -> Stages.rollingMean("fare", 5).minRows(6))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("minRows must be from 1 to the window's 5 rows, not 6");
      assertThatThrownBy(() -> KeyLimit.atMost(0)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Nested
  class Columns {

    @Test
    void areSelectedDroppedAndRenamed() {
      Schema schema = TripRows.SCHEMA;
      assertThat(Stages.select("zone", "fare").open(schema).output().names())
          .containsExactly("zone", "fare");
      assertThat(Stages.drop("zone", "fare").open(schema).output().names())
          .hasSize(9)
          .doesNotContain("zone", "fare");
      assertThat(Stages.rename("fare", "price").open(schema).output().names().get(0))
          .isEqualTo("price");
    }

    @Test
    void aDerivedColumnReplacesTheOneOfItsName() {
      Chunk made =
          processed(
              Stages.derive(ColumnSpec.bool("fare"), row -> row.number("fare") > 2 ? 1 : 0),
              fares(1, 3));
      assertThat(made.schema()).isEqualTo(Schema.of(ColumnSpec.bool("fare")));
      assertNumbers(made, "fare", 0, 1);
    }

    @Test
    void aValueThatAnIntegerColumnCannotHoldIsNamed() {
      Stage stage = Stages.derive(ColumnSpec.integer("n"), row -> row.number("fare"));
      assertThatThrownBy(() -> processed(stage, faresFrom(6, 1, 2.5)))
          .isInstanceOf(BadDataException.class)
          .hasMessageContaining("stage 'derive(n)', row 7, column 'n': 2.5 cannot be held");
    }

    @Test
    void aTextCannotBeDerivedAsANumber() {
      assertThatThrownBy(() -> Stages.derive(ColumnSpec.text("t"), row -> 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Use deriveText");
      assertThatThrownBy(() -> Stages.deriveText(ColumnSpec.real("t"), row -> ""))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Use derive ");
    }

    @Test
    void lineageIsUnknownUntilInputsAreDeclared() {
      Derive stage = Stages.derive(ColumnSpec.real("n"), row -> 1);
      assertThat(stage.lineage(fares().schema()).isKnown()).isFalse();
      assertThat(stage.from("fare").lineage(fares().schema()).sameRowInputs("n"))
          .containsExactly("fare");
    }

    @Test
    void filtersKeepTheSourceRows() {
      Chunk made =
          processed(Stages.filter("big", r -> r.number("fare") > 2), faresFrom(5, 1, 3, 2, 4));
      assertNumbers(made, "fare", 3, 4);
      assertThat(made.sourceRow(1)).isEqualTo(8);
      assertNumbers(processed(Stages.dropMissing("fare"), fares(1, NONE, 2)), "fare", 1, 2);
    }

    @Test
    void arithmeticByHand() {
      Schema schema = Schema.of(ColumnSpec.real("a"), ColumnSpec.integer("b"));
      Chunk rows =
          Chunk.of(
              0,
              schema,
              4,
              DoubleVector.of(6, 1, NONE, 5),
              IntVector.of(4, 0, 2, IntVector.MISSING));
      assertNumbers(processed(Stages.add("a", "b"), rows), "a_plus_b", 10, 1, NONE, NONE);
      assertNumbers(processed(Stages.subtract("a", "b"), rows), "a_minus_b", 2, 1, NONE, NONE);
      assertNumbers(processed(Stages.multiply("a", "b"), rows), "a_times_b", 24, 0, NONE, NONE);
      assertNumbers(processed(Stages.divide("a", "b"), rows), "a_over_b", 1.5, NONE, NONE, NONE);
      assertNumbers(processed(Stages.divide("b", 8).as("c"), rows), "c", 0.5, 0, 0.25, NONE);
      assertThatThrownBy(() -> Stages.divide("a", 0.0))
          .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void numbersAreExtractedFromText() {
      Chunk rows = vendors(0, "12 kg", "-3.5kg", "heavy", "", "1.2.3", "9");
      Chunk made = processed(Stages.extractNumber("vendor", "(-?[0-9.]+) *kg|1.2.3"), rows);
      assertThat(made.schema().typeOf("vendor")).isEqualTo(ValueType.DOUBLE);
      assertNumbers(made, "vendor", 12, -3.5, NONE, NONE, NONE, NONE);
      Chunk whole = processed(Stages.extractNumber("vendor", "-?[0-9.]+").as("n"), rows);
      assertNumbers(whole, "n", 12, -3.5, NONE, NONE, NONE, 9);
    }
  }

  @Nested
  class Tables {

    @Test
    void aFunctionAddsColumns() {
      TableStage stage =
          Stages.tables("twice", t -> t.addColumns(t.doubleColumn("fare").multiply(2)));
      Chunk rows = fares(1, 2);
      Chunk made = processed(stage, rows);
      assertThat(made.schema().size()).isEqualTo(2);
      assertThat(made.vector(1).number(1)).isEqualTo(4);
      assertThat(rows.table().columnCount()).as("what came in").isEqualTo(1);
    }

    @Test
    void theErrorForDroppedRowsSuggestsFilter() {
      StageRun run = Stages.tables("first", t -> t.first(1)).open(fares().schema());
      assertThatThrownBy(() -> run.process(fares(1, 2)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("2 rows went in and 1 came out")
          .hasMessageContaining("Stages.filter");
    }

    @Test
    void theErrorForAFunctionThatFailsWithoutRowsSuggestsDeclaringItsColumns() {
      TableFunction needsRows =
          t -> {
            if (t.isEmpty()) {
              throw new IOException("no rows");
            }
            return t;
          };
      assertThatThrownBy(() -> Stages.tables("picky", needsRows).open(fares().schema()))
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining("stage 'picky'")
          .hasMessageContaining("adding(ColumnSpec…)")
          .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void checkedExceptionsAreTheCauseOfAStageFailure() {
      TableFunction failing =
          t -> {
            throw new IOException("disk");
          };
      Stage stage = Stages.tables("bad", failing).adding(ColumnSpec.real("n"));
      StageChain chain = StageChain.open(List.of(stage), fares().schema(), ManualTicker.start());
      assertThatThrownBy(() -> chain.process(faresFrom(8, 1, 2), 5))
          .isInstanceOf(StageFailedException.class)
          .hasMessageContaining("stage 'bad' failed on chunk 5 (rows 8-9): ")
          .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void dynamicColumnsPassIfTheFunctionKeepsThem() {
      Schema schema = vendors(0).schema();
      StageRun hot = Stages.oneHot("vendor").open(schema);
      StageRun tables = Stages.tables("same", t -> t).open(hot.output());
      Chunk made = tables.process(hot.process(vendors(3, "a")));
      assertThat(made.schema().names()).containsExactly("vendor", "vendor__a");
      assertThat(made.schema().firstSeenRow(1)).isEqualTo(3);
    }

    @Test
    void anUndeclaredColumnIsRefused() {
      StageRun run =
          Stages.tables("more", t -> t.addColumns(t.doubleColumn(0).add(1).setName("x")))
              .adding(ColumnSpec.real("n"))
              .open(fares().schema());
      assertThatThrownBy(() -> run.process(fares(1))).isInstanceOf(SchemaException.class);
    }
  }

  @Nested
  class WrongColumns {

    private final List<Stage> onFares =
        List.of(
            Stages.select("fares"),
            Stages.drop("fares"),
            Stages.rename("fares", "x"),
            Stages.dropMissing("fares"),
            Stages.filter("f", row -> true).from("fares"),
            Stages.derive(ColumnSpec.real("n"), row -> 1).from("fares"),
            Stages.deriveText("n", row -> "").from("fares"),
            Stages.impute("fares", Impute.RUNNING_MEAN),
            Stages.impute("fares", Impute.constant("x")),
            Stages.standardScale("fares"),
            Stages.oneHot("fares"),
            Stages.rollingMean("fares", 5),
            Stages.rollingMean("fare", 5).per("fares"),
            Stages.lag("fares", 5),
            Stages.add("fare", "fares"),
            Stages.extractNumber("fares", "x"));

    @Test
    void areNamedWithTheNearestNames() {
      for (Stage stage : onFares) {
        assertThatThrownBy(() -> stage.open(fares().schema()))
            .as(stage.name())
            .isInstanceOf(SchemaException.class)
            .hasMessageContaining("there is no column 'fares'; did you mean 'fare'?");
      }
    }

    @Test
    void ofTheWrongTypeAreNamed() {
      List<Stage> numeric =
          List.of(
              Stages.impute("vendor", Impute.RUNNING_MEAN),
              Stages.standardScale("vendor"),
              Stages.rollingMean("vendor", 5),
              Stages.lag("vendor", 5),
              Stages.add("vendor", 1));
      for (Stage stage : numeric) {
        assertThatThrownBy(() -> stage.open(vendors(0).schema()))
            .as(stage.name())
            .isInstanceOf(SchemaException.class)
            .hasMessageContaining("column 'vendor' is STRING; a numeric column is needed");
      }
    }

    @Test
    void missingEmptyOrRepeatedNamesAreRefusedAtOnce() {
      assertThatThrownBy(() -> Stages.select()).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Stages.select("a", ""))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("empty");
      assertThatThrownBy(() -> Stages.standardScale("a", "b", "a"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'a' is named twice");
      assertThatThrownBy(() -> Stages.impute(Arrays.asList("a", null), Impute.RUNNING_MEAN))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("null");
      assertThatThrownBy(() -> Stages.rename("a", "a"))
          .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAnExistingName() {
      assertThatThrownBy(() -> Stages.lag("fare", 1).as("fare").open(fares().schema()))
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining("two columns 'fare'");
    }
  }

  @Test
  void equalSettingsAreEqualStages() {
    assertThat(Stages.oneHot("a").values("x")).isEqualTo(Stages.oneHot("a").values("x"));
    assertThat(Stages.rollingMean("a", 5).per("b"))
        .isEqualTo(
            new Rolling(
                "",
                Statistic.MEAN,
                "a",
                5,
                true,
                1,
                0,
                List.of("b"),
                KeyLimit.atMost(100_000),
                ""));
    assertThat(Stages.impute("a", Impute.RUNNING_MEAN))
        .isNotEqualTo(Stages.impute("a", Impute.constant(0)));
  }
}
