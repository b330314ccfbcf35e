package org.bandsaw.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bandsaw.stage.NumberAssertions.assertNumbers;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.bandsaw.data.BadDataException;
import org.bandsaw.data.BooleanVector;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.EpochTime;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Stages on columns of text, dates and times. */
class TextStagesTest {

  private static final double NONE = Double.NaN;

  private static Chunk vendors(String... values) {
    Schema schema = Schema.of(ColumnSpec.text("vendor"));
    return Chunk.of(0, schema, values.length, StringVector.of(values));
  }

  private static Chunk withFares(String[] vendors, double... fares) {
    Schema schema = Schema.of(ColumnSpec.text("vendor"), ColumnSpec.real("fare"));
    return Chunk.of(0, schema, fares.length, StringVector.of(vendors), DoubleVector.of(fares));
  }

  private static Chunk processed(Stage stage, Chunk chunk) {
    return stage.open(chunk.schema()).process(chunk);
  }

  @Nested
  class LastText {

    private final Stage stage = Stages.impute("vendor", Impute.LAST_VALUE);

    private List<String> texts(Chunk chunk) {
      return IntStream.range(0, chunk.rowCount()).mapToObj(chunk.vector("vendor")::text).toList();
    }

    @Test
    void replacesMissingValues() {
      Chunk made = processed(stage, vendors("", "a", "", "b", "", ""));
      assertThat(texts(made)).containsExactly("", "a", "a", "b", "b", "b");
    }

    @Test
    void isUsedInChunksWhoseDictionaryDoesNotContainIt() {
      StageRun run = stage.open(vendors().schema());
      run.process(vendors("a", "b"));
      assertThat(texts(run.process(vendors("", "c", "")))).containsExactly("b", "c", "c");
      assertThat(texts(run.process(vendors("")))).containsExactly("c");
    }

    @Test
    void doesNotChangeItsInput() {
      Chunk rows = vendors("a", "", "b");
      int texts = ((StringVector) rows.vector("vendor")).dictionary().size();
      StageRun run = stage.open(rows.schema());
      run.process(vendors("z"));
      run.process(rows);
      assertThat(texts(rows)).containsExactly("a", "", "b");
      assertThat(((StringVector) rows.vector("vendor")).dictionary().size()).isEqualTo(texts);
    }

    @Test
    void advancesWhenAppliedAndIsContext() {
      StageRun run = stage.open(vendors().schema());
      run.process(vendors("a"));
      assertThat(texts(run.apply(vendors("", "b", "")))).containsExactly("a", "b", "b");
      run.clearContext();
      assertThat(texts(run.apply(vendors("")))).containsExactly("");
    }

    @Test
    void existsForTheOtherTypes() {
      byte none = BooleanVector.MISSING;
      Schema schema =
          Schema.of(
              ColumnSpec.bool("night"),
              ColumnSpec.date("day"),
              ColumnSpec.instant("stamp"),
              ColumnSpec.integer("riders"));
      Chunk rows =
          Chunk.of(
              0,
              schema,
              3,
              BooleanVector.wrap(new byte[] {none, 1, none}, 3),
              IntVector.wrap(ValueType.DATE, new int[] {5, IntVector.MISSING, 0}, 3),
              LongVector.wrap(ValueType.INSTANT, new long[] {-7, 8, LongVector.MISSING}, 3),
              IntVector.of(3, IntVector.MISSING, IntVector.MISSING));
      Chunk made = processed(Stages.impute(schema.names(), Impute.LAST_VALUE), rows);
      assertThat(made.schema().columns())
          .containsExactly(
              ColumnSpec.bool("night"),
              ColumnSpec.date("day"),
              ColumnSpec.instant("stamp"),
              ColumnSpec.real("riders"));
      assertNumbers(made, "night", NONE, 1, 1);
      assertThat(((IntVector) made.vector("day")).get(1)).isEqualTo(5);
      assertThat(((IntVector) made.vector("day")).get(2)).isZero();
      assertThat(((LongVector) made.vector("stamp")).get(2)).isEqualTo(8);
      assertNumbers(made, "riders", 3, 3, 3);
    }
  }

  @Nested
  class PartsOfDates {

    private Chunk stamps(ColumnSpec column, LocalDateTime... moments) {
      long[] micros = new long[moments.length + 1];
      for (int i = 0; i < moments.length; i++) {
        micros[i] = EpochTime.toMicros(moments[i].toInstant(ZoneOffset.UTC));
      }
      micros[moments.length] = LongVector.MISSING;
      return Chunk.of(
          0,
          Schema.of(column),
          micros.length,
          LongVector.wrap(column.type(), micros, micros.length));
    }

    @Test
    void areExtractedToNewColumns() {
      // 2024-02-29 was a Thursday, 1969-12-31 a Wednesday
      LocalDateTime leap = LocalDateTime.of(2024, 2, 29, 13, 5, 59);
      LocalDateTime before = LocalDateTime.of(1969, 12, 31, 23, 59, 59);
      for (ColumnSpec column :
          new ColumnSpec[] {ColumnSpec.dateTime("at"), ColumnSpec.instant("at")}) {
        Chunk made =
            processed(Stages.dateParts("at", DatePart.values()), stamps(column, leap, before));
        assertThat(made.schema().typeOf("at_year")).isEqualTo(ValueType.INT);
        assertNumbers(made, "at_year", 2024, 1969, NONE);
        assertNumbers(made, "at_month", 2, 12, NONE);
        assertNumbers(made, "at_day", 29, 31, NONE);
        assertNumbers(made, "at_day_of_week", 4, 3, NONE);
        assertNumbers(made, "at_hour", 13, 23, NONE);
        assertNumbers(made, "at_minute", 5, 59, NONE);
      }
    }

    @Test
    void aDateHasNoHour() {
      Schema schema = Schema.of(ColumnSpec.date("day"));
      Chunk days = Chunk.of(0, schema, 1, IntVector.wrap(ValueType.DATE, new int[] {0}, 1));
      assertNumbers(processed(Stages.dateParts("day", DatePart.YEAR), days), "day_year", 1970);
      assertThatThrownBy(() -> Stages.dateParts("day", DatePart.HOUR).open(schema))
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining("'day' is DATE; a date has no HOUR");
      Schema text = Schema.of(ColumnSpec.text("day"));
      assertThatThrownBy(() -> Stages.dateParts("day", DatePart.YEAR).open(text))
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining("'day' is STRING; a date or time is needed");
    }
  }

  @Nested
  class Cleaning {

    private String cleaned(CleanText stage, String text) {
      return processed(stage, vendors(text)).strings("vendor").get(0);
    }

    @Test
    void stripsAndCollapsesWhitespaceOfEveryKind() {
      CleanText stage = Stages.cleanText("vendor");
      assertThat(cleaned(stage, " \t Big \u00a0\n Taxi\u2003")).isEqualTo("Big Taxi");
      assertThat(cleaned(stage, " \u00a0 ")).isEmpty();
      assertThat(cleaned(stage, "")).isEmpty();
      assertThat(cleaned(stage.keepingInnerWhitespace(), " Big  Taxi ")).isEqualTo("Big  Taxi");
    }

    @Test
    void convertsToLowerCaseIndependentlyOfTheLocale() {
      assertThat(cleaned(Stages.cleanText("vendor").lowerCase(), "TAXI ÜBER"))
          .isEqualTo("taxi über");
    }
  }

  @Nested
  class Hashing {

    @Test
    void setsTheColumnOfTheBucket() {
      // 0xba6bd213 is 3127628307; modulo 4 that is 3
      Chunk made = processed(Stages.hashEncode("vendor", 4), vendors("test", "", "test"));
      assertThat(made.schema().size()).isEqualTo(5);
      assertNumbers(made, "vendor_hash_3", 1, 0, 1);
      assertNumbers(made, "vendor_hash_0", 0, 0, 0);
    }
  }

  @Nested
  class Frequencies {

    @Test
    void areSharesOfTheRowsSoFarThatHaveAValue() {
      // a 1/1; b 1/2; missing; a 2/3; a 3/4
      Chunk made = processed(Stages.frequencyEncode("vendor"), vendors("a", "b", "", "a", "a"));
      assertNumbers(made, "vendor_frequency", 1, 0.5, NONE, 2.0 / 3, 0.75);
    }

    @Test
    void areConstantWhenApplied() {
      StageRun run = Stages.frequencyEncode("vendor").open(vendors().schema());
      run.process(vendors("a", "b", "a", "a"));
      assertNumbers(run.apply(vendors("a", "c", "a", "")), "vendor_frequency", 0.75, 0, 0.75, NONE);
    }

    @Test
    void countValuesBeyondTheMaximumTogether() {
      // a alone; b and c share: 1/2, 2/3, and b again 3/4
      StageRun run = Stages.frequencyEncode("vendor").maxCategories(1).open(vendors().schema());
      Chunk made = run.process(vendors("a", "b", "c", "b"));
      assertNumbers(made, "vendor_frequency", 1, 0.5, 2.0 / 3, 0.75);
      assertNumbers(run.apply(vendors("a", "never seen")), "vendor_frequency", 0.25, 0.75);
    }
  }

  @Nested
  class Ordinals {

    @Test
    void ascendInTheOrderOfFirstAppearance() {
      StageRun run = Stages.ordinalEncode("vendor").open(vendors().schema());
      assertNumbers(run.process(vendors("b", "", "a", "b")), "vendor_code", 0, NONE, 1, 0);
      assertNumbers(run.apply(vendors("new", "a")), "vendor_code", -1, 1);
      assertNumbers(run.process(vendors("new")), "vendor_code", 2);
    }

    @Test
    void startAfterTheDeclaredValues() {
      OrdinalEncode stage = Stages.ordinalEncode("vendor").values("low", "high");
      Chunk rows = vendors("high", "odd", "low");
      assertNumbers(processed(stage, rows), "vendor_code", 1, 2, 0);
      OrdinalEncode fixed = stage.unseen(UnseenCategory.OTHER);
      assertNumbers(processed(fixed, rows), "vendor_code", 1, -1, 0);
    }

    @Test
    void stopAtTheMaximum() {
      OrdinalEncode stage = Stages.ordinalEncode("vendor").maxCategories(1);
      assertNumbers(processed(stage, vendors("a", "b", "a")), "vendor_code", 0, -1, 0);
    }

    @Test
    void mayFailWithTheLocation() {
      OrdinalEncode stage =
          Stages.ordinalEncode("vendor").values("low").unseen(UnseenCategory.FAIL);
      assertThatThrownBy(() -> processed(stage, vendors("low", "odd")))
          .isInstanceOf(BadDataException.class)
          .hasMessageContaining("ordinalEncode(vendor)")
          .hasMessageContaining("'odd' has no number");
    }

    @Test
    void areTheSameAfterSavingAndLoading() {
      StageRun run = Stages.ordinalEncode("vendor").open(vendors().schema());
      run.process(vendors("b", "a", "b"));
      StateWriter out = new StateWriter();
      run.save(out);
      StageRun loaded = Stages.ordinalEncode("vendor").open(vendors().schema());
      loaded.load(new StateReader(out.toBytes()));
      assertNumbers(loaded.process(vendors("a", "b", "c")), "vendor_code", 1, 0, 2);
    }
  }

  @Nested
  class Targets {

    @Test
    void areThoseOfEarlierRowsSmoothedByTheOverallMean() {
      // m = 2. First row: nothing yet. b: not seen, so the mean 10.
      // a: n 1, sum 10, mean of all (10 + 4)/2 = 7: (10 + 14)/3 = 8
      // a: n 2, sum 16, mean of all 20/3: (16 + 40/3)/4
      Chunk rows = withFares(new String[] {"a", "b", "a", "a"}, 10, 4, 6, 1_000);
      Chunk made = processed(Stages.targetEncode("vendor", "fare").smoothing(2), rows);
      assertNumbers(made, "vendor_mean_fare", NONE, 10, 8, (16 + 40.0 / 3) / 4);
    }

    @Test
    void areNotLearnedFromMissingValues() {
      Chunk rows = withFares(new String[] {"a", "a", "", "a"}, NONE, 3, 50, 1);
      Chunk made = processed(Stages.targetEncode("vendor", "fare").smoothing(0), rows);
      assertNumbers(made, "vendor_mean_fare", NONE, NONE, NONE, 3);
    }

    @Test
    void areConstantWhenApplied() {
      StageRun run =
          Stages.targetEncode("vendor", "fare")
              .smoothing(0)
              .open(withFares(new String[0]).schema());
      run.process(withFares(new String[] {"a", "b"}, 2, 6));
      Chunk applied = run.apply(withFares(new String[] {"a", "b", "c", "a"}, 9, 9, 9, 9));
      assertNumbers(applied, "vendor_mean_fare", 2, 6, 4, 2);
    }

    @Test
    void doNotLeakTheirOwnRow() {
      TargetEncode stage = Stages.targetEncode("vendor", "fare");
      assertThat(stage.lineage(withFares(new String[0]).schema()).sameRowInputs(stage.output()))
          .containsExactly("vendor");
    }
  }
}
