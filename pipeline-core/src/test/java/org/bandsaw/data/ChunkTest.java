package org.bandsaw.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DateColumn;
import tech.tablesaw.api.DateTimeColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.InstantColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.ShortColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.api.TimeColumn;
import tech.tablesaw.selection.Selection;

class ChunkTest {

  private static final Schema TWO = Schema.of(ColumnSpec.real("fare"), ColumnSpec.text("vendor"));
  private final Chunk chunk =
      Chunk.of(
          100,
          TWO,
          5,
          DoubleVector.of(1, 2, Double.NaN, 4, 5),
          StringVector.of("a", "b", "", "a", "c"));

  @Nested
  class FromTables {

    private final Table table =
        Table.create(
            "all",
            DoubleColumn.create("double", 1.5, Double.NaN, -0.0),
            IntColumn.create(
                "int", new int[] {7, IntColumn.create("x").appendMissing().getInt(0), -1}),
            LongColumn.create("long", Long.MAX_VALUE, Long.MIN_VALUE, 0),
            BooleanColumn.create("boolean", true, false).appendMissing(),
            StringColumn.create("string", "x", "", "\u00e9\ud83d\ude00"),
            DateColumn.create("date", LocalDate.of(2024, 2, 29), null, LocalDate.of(1912, 4, 15)),
            DateTimeColumn.create(
                "dateTime",
                LocalDateTime.of(2024, 5, 17, 8, 15, 30, 123_000_000),
                null,
                LocalDateTime.of(1900, 1, 1, 0, 0)),
            InstantColumn.create(
                "instant",
                Instant.parse("2024-05-17T08:15:30.123Z"),
                null,
                Instant.parse("1969-12-31T23:59:59.999Z")));

    @Test
    void everyTypeSurvivesARoundTripWithItsMissingValues() {
      Chunk rows = Chunk.of(0, table);

      assertThat(rows.schema())
          .isEqualTo(
              Schema.of(
                  ColumnSpec.real("double"),
                  ColumnSpec.integer("int"),
                  ColumnSpec.longInteger("long"),
                  ColumnSpec.bool("boolean"),
                  ColumnSpec.text("string"),
                  ColumnSpec.date("date"),
                  ColumnSpec.dateTime("dateTime"),
                  ColumnSpec.instant("instant")));
      for (int column = 0; column < 8; column++) {
        // the second value is missing in all columns but the boolean one
        int missing = column == 3 ? 2 : 1;
        for (int row = 0; row < 3; row++) {
          assertThat(rows.vector(column).isMissing(row))
              .describedAs("%s %d", rows.schema().column(column), row)
              .isEqualTo(row == missing);
        }
      }
      Table again = rows.table();
      for (int column = 0; column < 8; column++) {
        assertThat(again.column(column).asList())
            .describedAs(again.column(column).name())
            .isEqualTo(table.column(column).asList());
        assertThat(again.column(column).type()).isEqualTo(table.column(column).type());
      }
    }

    @Test
    void formatsEachTypeInOneWay() {
      Chunk rows = Chunk.of(0, table);

      assertThat(rows.vector("double").text(0)).isEqualTo("1.5");
      assertThat(rows.vector("int").text(2)).isEqualTo("-1");
      assertThat(rows.vector("long").text(0)).isEqualTo("9223372036854775807");
      assertThat(rows.vector("boolean").text(1)).isEqualTo("false");
      assertThat(rows.vector("date").text(0)).isEqualTo("2024-02-29");
      assertThat(rows.vector("dateTime").text(0)).isEqualTo("2024-05-17T08:15:30.123");
      assertThat(rows.vector("dateTime").text(2)).isEqualTo("1900-01-01T00:00:00");
      assertThat(rows.vector("instant").text(2)).isEqualTo("1969-12-31T23:59:59.999Z");
      for (int column = 0; column < 8; column++) {
        assertThat(rows.vector(column).text(column == 3 ? 2 : 1)).isEmpty();
      }
    }

    @Test
    void floatsAndShortsAreWidened() {
      Chunk rows =
          Chunk.of(
              0,
              Table.create(
                  "small",
                  FloatColumn.create("float", 0.5f, Float.NaN),
                  ShortColumn.create("short", new short[] {7, Short.MIN_VALUE})));

      assertThat(rows.schema().columns())
          .containsExactly(ColumnSpec.real("float"), ColumnSpec.integer("short"));
      assertThat(rows.vector("float").number(0)).isEqualTo(0.5);
      assertThat(rows.vector("float").isMissing(1)).isTrue();
      assertThat(rows.vector("short").number(0)).isEqualTo(7);
      assertThat(rows.vector("short").isMissing(1)).isTrue();
    }

    @Test
    void refusesATypeWithoutACounterpart() {
      assertThatThrownBy(() -> Schema.of(Table.create("t", TimeColumn.create("at"))))
          .isInstanceOf(SchemaException.class)
          .hasMessage(
              "column 'at' is of Tablesaw's type LOCAL_TIME, which has no counterpart here; convert"
                  + " it to text or to a number, or remove it");
    }

    @Test
    void aTableMustHaveTheDeclaredColumnsInAnyOrder() {
      Table swapped =
          Table.create("t", StringColumn.create("vendor", "a"), DoubleColumn.create("fare", 1.0));

      assertThat(Chunk.of(0, swapped, TWO).vector(0).number(0)).isEqualTo(1);
      assertThatThrownBy(() -> Chunk.of(0, swapped, TWO.without("vendor")))
          .isInstanceOf(SchemaException.class)
          .hasMessage("column 'vendor' (STRING) is in this table but was not declared");
    }

    @Test
    void refusesColumnsWhoseNamesDifferOnlyInCase() {
      Chunk similar =
          Chunk.of(
              0,
              Schema.of(ColumnSpec.real("fare"), ColumnSpec.real("Fare")),
              1,
              DoubleVector.of(1),
              DoubleVector.of(2));

      assertThatThrownBy(similar::table)
          .isInstanceOf(SchemaException.class)
          .hasMessage(
              "a table cannot distinguish the columns 'fare' and 'Fare'; rename one of them before"
                  + " the rows are converted to a table");
    }

    @Test
    void manyColumnsKeepTheirOrderInARoundTrip() {
      Schema wide =
          Schema.of(IntStream.range(0, 300).mapToObj(i -> ColumnSpec.integer("c" + i)).toList());
      Vector[] vectors =
          IntStream.range(0, 300).mapToObj(i -> IntVector.of(i, -i)).toArray(Vector[]::new);
      Chunk rows = Chunk.of(0, wide, 2, vectors);

      assertThat(rows.table().columnNames()).isEqualTo(wide.names());
      assertThat(rows.table().intColumn("c299").get(1)).isEqualTo(-299);
      Chunk back = Chunk.of(0, rows.table(), wide);
      for (int i = 0; i < vectors.length; i++) {
        assertThat(((IntVector) back.vector(i)).get(0)).isEqualTo(i);
      }
    }

    @Test
    void aModifiedTableDoesNotChangeTheChunk() {
      Table made = chunk.table();
      made.doubleColumn("fare").set(0, 99.0);

      assertThat(chunk.doubles("fare").get(0)).isEqualTo(1);
      assertThat(chunk.table()).isSameAs(made);
    }
  }

  @Nested
  class Times {

    private final Chunk times =
        Chunk.of(
            0,
            Schema.of(ColumnSpec.dateTime("at"), ColumnSpec.instant("then")),
            3,
            LongVector.wrap(
                ValueType.DATE_TIME, new long[] {1_234_567, -1_234_567, LongVector.MISSING}, 3),
            LongVector.wrap(ValueType.INSTANT, new long[] {1_234_567, -1, LongVector.MISSING}, 3));

    @Test
    void keepTheirMicrosecondsIfATableDoesNotChangeThem() {
      Chunk after = times.withTable(times.table(), times.schema());

      assertThat(((LongVector) after.vector("at")).array())
          .containsExactly(1_234_567, -1_234_567, LongVector.MISSING);
      assertThat(((LongVector) after.vector("then")).array())
          .containsExactly(1_234_567, -1, LongVector.MISSING);
    }

    @Test
    void haveTheMillisecondsOfATableThatChangedThem() {
      Table changed = times.table();
      changed.dateTimeColumn("at").set(0, LocalDateTime.of(1970, 1, 1, 0, 0, 2));
      changed.instantColumn("then").set(1, Instant.ofEpochSecond(-5));

      Chunk after = times.withTable(changed, times.schema());

      assertThat(((LongVector) after.vector("at")).array())
          .containsExactly(2_000_000, -1_234_567, LongVector.MISSING);
      assertThat(((LongVector) after.vector("then")).array())
          .containsExactly(1_234_567, -5_000_000, LongVector.MISSING);
    }

    @Test
    void areFormattedInOneWay() {
      assertThat(times.vector("at").text(0)).isEqualTo("1970-01-01T00:00:01.234567");
      assertThat(times.vector("at").text(1)).isEqualTo("1969-12-31T23:59:58.765433");
      assertThat(times.vector("then").text(1)).isEqualTo("1969-12-31T23:59:59.999999Z");
    }
  }

  @Nested
  class Rows {

    @Test
    void keepTheirSourceRowsWhenOthersAreFilteredOut() {
      Chunk kept = chunk.selectRows(new int[] {1, 3, 4, 77}, 3);

      assertThat(kept.rowCount()).isEqualTo(3);
      assertThat(List.of(kept.sourceRow(0), kept.sourceRow(1), kept.sourceRow(2)))
          .containsExactly(101L, 103L, 104L);
      assertThat(kept.firstSourceRow()).isEqualTo(100);
      assertThat(kept.isContiguous()).isFalse();
      assertThat(kept.strings("vendor").get(1)).isEqualTo("a");
      assertThat(kept).hasToString("rows 101-104 (3), 2 columns");
      Chunk twice = kept.selectRows(new int[] {0, 2}, 2);
      assertThat(twice.sourceRow(1)).isEqualTo(104);
      assertThat(kept.slice(1, 3).sourceRow(0)).isEqualTo(103);
      assertThat(kept.slice(1, 3).firstSourceRow()).isEqualTo(103);
    }

    @Test
    void areSelectedByATablesawSelection() {
      Chunk chosen = chunk.where(Selection.with(1, 3));

      assertThat(chosen.rowCount()).isEqualTo(2);
      assertThat(chosen.sourceRow(1)).isEqualTo(103);
    }

    @Test
    void areCopiedBySlice() {
      Chunk cut = chunk.slice(1, 4);

      assertThat(cut.sourceRow(0)).isEqualTo(101);
      assertThat(cut.isContiguous()).isTrue();
      chunk.doubles("fare").array()[1] = -7;
      assertThat(cut.doubles("fare").get(0)).isEqualTo(2);
      assertThat(chunk.slice(2, 2).rowCount()).isZero();
      assertThatThrownBy(() -> chunk.slice(3, 6)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void haveOtherVectorsAfterSliceWith() {
      DoubleVector fares = DoubleVector.of(7, 8, 9);
      StringVector vendors = StringVector.of("x", "y", "z");

      Chunk cut = chunk.sliceWith(1, 4, fares, vendors);

      assertThat(cut.sourceRow(2)).isEqualTo(103);
      assertThat(cut.doubles("fare")).isSameAs(fares);
      assertThat(
              chunk
                  .selectRows(new int[] {1, 3, 4}, 3)
                  .sliceWith(1, 3, DoubleVector.of(1, 2), StringVector.of("x", "y"))
                  .sourceRow(0))
          .isEqualTo(103);
      assertThatThrownBy(() -> chunk.sliceWith(2, 4, fares, vendors))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("column 'fare' has 3 values in a chunk of 2 rows");
      assertThatThrownBy(() -> chunk.sliceWith(3, 6, fares, vendors))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void ofSlicesAreThoseOfTheWholeAfterMerging() {
      List<Chunk> slices = List.of(chunk.slice(0, 2), chunk.slice(2, 5));

      Chunk whole = chunk.mergeSlices(slices, chunk.vectors());

      assertThat(whole.rowCount()).isEqualTo(5);
      assertThat(whole.isContiguous()).isTrue();
      assertThat(whole.sourceRow(4)).isEqualTo(104);
    }

    @Test
    void thatWereFilteredOutOfASliceAreMissingAfterMerging() {
      List<Chunk> slices =
          List.of(
              chunk.slice(0, 2).selectRows(new int[] {1}, 1), chunk.slice(2, 4), chunk.slice(4, 5));

      Chunk left =
          chunk.mergeSlices(
              slices, DoubleVector.of(1, 2, 3, 4), StringVector.of("a", "b", "c", "d"));

      assertThat(List.of(left.sourceRow(0), left.sourceRow(1), left.sourceRow(3)))
          .containsExactly(101L, 102L, 104L);
      assertThat(left.firstSourceRow()).isEqualTo(100);
      assertThatThrownBy(() -> chunk.mergeSlices(slices, chunk.vectors()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("has 5 values in a chunk of 4 rows");
    }

    @Test
    void areTheSameChunkIfAllAreSelected() {
      assertThat(chunk.selectRows(new int[] {0, 1, 2, 3, 4}, 5)).isSameAs(chunk);
    }

    @Test
    void afterTheLastAreRefused() {
      assertThatThrownBy(() -> chunk.sourceRow(5)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Nested
  class Columns {

    @Test
    void areAddedAfterTheDeclaredOnes() {
      Chunk dynamic = chunk.with(TWO.withDynamic(ColumnSpec.real("a"), 7), withColumnOfOnes());
      Chunk wider =
          dynamic.withColumns(
              List.of(ColumnSpec.integer("n")), List.of(IntVector.of(1, 2, 3, 4, 5)));

      assertThat(wider.schema().names()).containsExactly("fare", "vendor", "n", "a");
      assertThat(wider.vector("n").number(4)).isEqualTo(5);
      assertThat(wider.vector("a").number(4)).isEqualTo(1);
      assertThat(wider.vector("fare")).isSameAs(chunk.vector("fare"));
    }

    private Vector[] withColumnOfOnes() {
      return new Vector[] {chunk.vector(0), chunk.vector(1), DoubleVector.of(1, 1, 1, 1, 1)};
    }

    @Test
    void mayBeTablesawColumns() {
      Chunk wider = chunk.withColumns(IntColumn.create("n", new int[] {1, 2, 3, 4, 5}));

      assertThat(wider.schema().typeOf("n")).isEqualTo(ValueType.INT);
      assertThat(wider.vector("n").number(2)).isEqualTo(3);
    }

    @Test
    void mayBeThoseOfATable() {
      Table doubled = chunk.table();
      doubled.addColumns(doubled.doubleColumn("fare").multiply(2).setName("twice"));

      Chunk wider = chunk.withTable(doubled);

      assertThat(wider.schema().names()).containsExactly("fare", "vendor", "twice");
      assertThat(wider.doubles("twice").get(1)).isEqualTo(2 * chunk.doubles("fare").get(1));
      assertThat(wider.sourceRow(0)).isEqualTo(chunk.sourceRow(0));
    }

    @Test
    void ofTheWrongLengthTypeOrNumberAreRefused() {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> chunk.withColumns(List.of(ColumnSpec.real("x")), List.of(DoubleVector.of(1))))
          .withMessage("column 'x' has 1 values in a chunk of 5 rows");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Chunk.of(0, Schema.of(ColumnSpec.real("x")), 1, IntVector.of(1)))
          .withMessage("column 'x' is declared DOUBLE but its vector holds INT");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Chunk.of(0, TWO, 1, DoubleVector.of(1)))
          .withMessage("1 vectors for a schema of 2 columns");
      assertThatThrownBy(
              () ->
                  chunk.withColumns(
                      List.of(ColumnSpec.real("fare")), List.of(DoubleVector.of(1, 2, 3, 4, 5))))
          .isInstanceOf(SchemaException.class)
          .hasMessage("there are two columns 'fare'; rename one of them");
    }

    @Test
    void areFoundByNameAndType() {
      assertThat(chunk.doubles("fare").get(1)).isEqualTo(2);
      assertThatThrownBy(() -> chunk.doubles("vendor"))
          .isInstanceOf(SchemaException.class)
          .hasMessage("column 'vendor' is STRING; DOUBLE is needed");
      assertThatThrownBy(() -> chunk.vector("fair"))
          .hasMessage("there is no column 'fair'; did you mean 'fare'?");
    }
  }

  @Nested
  class RowViews {

    @Test
    void readEachTypeAndPrint() {
      ChunkCursor row = new ChunkCursor(chunk).at(1);

      assertThat(row.number("fare")).isEqualTo(2);
      assertThat(row.text("vendor")).isEqualTo("b");
      assertThat(row.text("fare")).isEqualTo("2.0");
      assertThat(row.sourceRow()).isEqualTo(101);
      assertThat(row).hasToString("row 101 {fare=2.0, vendor=b}");
      assertThat(row.at(2).isMissing("vendor")).isTrue();
      assertThat(row.number(0)).isNaN();
      assertThatThrownBy(() -> row.number("vendor"))
          .isInstanceOf(ClassCastException.class)
          .hasMessage("column 'vendor' is STRING, not a number");
      assertThatThrownBy(() -> row.text("vendr"))
          .isInstanceOf(SchemaException.class)
          .hasMessage("there is no column 'vendr'; did you mean 'vendor'?");
    }

    @Test
    void moveToAChunkWithOtherColumns() {
      ChunkCursor row = new ChunkCursor(chunk).at(4);
      assertThat(row.number("fare")).isEqualTo(5);
      Chunk swapped =
          chunk.with(
              Schema.of(ColumnSpec.text("vendor"), ColumnSpec.real("fare")),
              chunk.vector(1),
              DoubleVector.of(9, 8, 7, 6, 5));

      row.bind(swapped);

      assertThat(row.at(0).number("fare")).isEqualTo(9);
      assertThat(row.schema()).isSameAs(swapped.schema());
    }
  }

  @Test
  void printsItsRowsAndColumns() {
    assertThat(chunk).hasToString("rows 100-104 (5), 2 columns");
    assertThat(Chunk.empty(TWO)).hasToString("a chunk of no rows, 2 columns");
    assertThat(Chunk.empty(TWO).table().columnNames()).containsExactly("fare", "vendor");
  }

  @Test
  void formatsNumbersAsTheShortestDecimal() {
    assertThat(DoubleFormatter.format(Double.parseDouble("2e23")))
        .isEqualTo("2.0E23"); // not 1.9999…E23
    assertThat(DoubleFormatter.format(0.1)).isEqualTo("0.1");
    assertThat(DoubleFormatter.format(-3)).isEqualTo("-3.0");
  }
}
