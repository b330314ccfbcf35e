package org.bandsaw.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bandsaw.data.BooleanVector;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.bandsaw.testkit.SinkContract;
import org.bandsaw.testkit.SinkContract.Destination;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tech.tablesaw.api.Table;

/** Checks the contract of a sink for every built-in sink. */
class SinksContractTest {

  private static final int ROWS = 210;

  private static final Schema ALL_TYPES =
      Schema.of(
          ColumnSpec.text("vendor"),
          ColumnSpec.real("fare"),
          ColumnSpec.integer("riders"),
          ColumnSpec.longInteger("meters"),
          ColumnSpec.bool("night"),
          ColumnSpec.date("day"),
          ColumnSpec.dateTime("pickup"),
          ColumnSpec.instant("stamp"));

  /** Rows of all types, with missing values and texts that require quotes. */
  private static Chunk allTypes() {
    String[] texts = {"A", "", "Zürich, Nord", "say \"hi\"", "two\nlines", " lead"};
    String[] vendor = new String[ROWS];
    double[] fare = new double[ROWS];
    int[] riders = new int[ROWS];
    long[] meters = new long[ROWS];
    byte[] night = new byte[ROWS];
    int[] day = new int[ROWS];
    long[] pickup = new long[ROWS];
    long[] stamp = new long[ROWS];
    for (int i = 0; i < ROWS; i++) {
      vendor[i] = texts[i % texts.length];
      fare[i] = i % 7 == 3 ? Double.NaN : i % 31 == 5 ? Double.NEGATIVE_INFINITY : i / 3.0 - 20;
      riders[i] = i % 5 == 1 ? IntVector.MISSING : i - 9;
      meters[i] = i % 5 == 2 ? LongVector.MISSING : i * 10_000_000_019L;
      night[i] = i % 5 == 3 ? BooleanVector.MISSING : (byte) (i & 1);
      day[i] = i % 5 == 4 ? IntVector.MISSING : 19_000 + i;
      pickup[i] = i % 6 == 1 ? LongVector.MISSING : i * 86_400_000_123L;
      stamp[i] = i % 6 == 2 ? LongVector.MISSING : i * 1_500_000L;
    }
    return Chunk.of(
        0,
        ALL_TYPES,
        ROWS,
        StringVector.of(vendor),
        DoubleVector.of(fare),
        IntVector.of(riders),
        LongVector.of(meters),
        BooleanVector.wrap(night, ROWS),
        IntVector.wrap(ValueType.DATE, day, ROWS),
        LongVector.wrap(ValueType.DATE_TIME, pickup, ROWS),
        LongVector.wrap(ValueType.INSTANT, stamp, ROWS));
  }

  /** Rows after a filter, so that the source row numbers have gaps. */
  private static Chunk filtered() {
    int[] kept = new int[ROWS];
    int count = 0;
    for (int i = 0; i < ROWS; i++) {
      if (i % 4 != 1) {
        kept[count++] = i;
      }
    }
    return allTypes().selectRows(kept, count);
  }

  /** Rows with two dynamic columns, first seen in row 5 and in row 130. */
  private static Chunk withDynamicColumns() {
    Chunk rows = allTypes();
    double[] early = new double[ROWS];
    double[] late = new double[ROWS];
    for (int i = 0; i < ROWS; i++) {
      early[i] = i >= 5 ? i % 2 : 0;
      late[i] = i >= 130 ? 1 : 0;
    }
    Vector[] wider = java.util.Arrays.copyOf(rows.vectors(), ALL_TYPES.size() + 2);
    wider[ALL_TYPES.size()] = DoubleVector.of(early);
    wider[ALL_TYPES.size() + 1] = DoubleVector.of(late);
    Schema schema =
        ALL_TYPES
            .openEnded()
            .withDynamic(ColumnSpec.real("vendor=A"), 5)
            .withDynamic(ColumnSpec.real("vendor=B"), 130);
    return rows.with(schema, wider);
  }

  static Stream<UnaryOperator<CsvSink>> csvSettings() {
    return Stream.of(
        sink -> sink,
        sink -> sink.delimiter(';'),
        sink -> sink.columns("stamp", "fare"),
        sink -> sink.columns("fare"),
        sink -> sink.withPrediction(),
        sink -> sink.columns("prediction", "vendor").withPrediction());
  }

  @ParameterizedTest
  @MethodSource("csvSettings")
  void holdsForCsvFiles(UnaryOperator<CsvSink> setting) {
    SinkContract contract = SinkContract.ofFile(file -> setting.apply(Sinks.csv(file)));

    contract.on(allTypes()).check();
    contract.on(filtered()).check();
  }

  @Test
  void holdsForCsvFilesWithSelectedColumnsAmongDynamicOnes() {
    SinkContract.ofFile(file -> Sinks.csv(file).columns("vendor", "day"))
        .on(withDynamicColumns())
        .check();
  }

  static Stream<UnaryOperator<JsonLinesSink>> jsonSettings() {
    return Stream.of(
        sink -> sink,
        sink -> sink.columns("stamp", "fare"),
        sink -> sink.withPrediction(),
        sink -> sink.columns("prediction", "vendor").withPrediction());
  }

  @ParameterizedTest
  @MethodSource("jsonSettings")
  void holdsForJsonLines(UnaryOperator<JsonLinesSink> setting) {
    SinkContract contract = SinkContract.ofFile(file -> setting.apply(Sinks.jsonLines(file)));

    contract.on(allTypes()).check();
    contract.on(filtered()).check();
    contract.on(withDynamicColumns()).check();
  }

  @Test
  void holdsForJsonLinesWithSelectedDynamicColumns() {
    SinkContract.ofFile(file -> Sinks.jsonLines(file).columns("vendor=B", "fare", "vendor=A"))
        .on(withDynamicColumns())
        .check();
  }

  static Stream<UnaryOperator<CallbackSink>> callbackSettings() {
    return Stream.of(
        sink -> sink,
        sink -> sink.columns("stamp", "fare"),
        sink -> sink.withPrediction(),
        sink -> sink.columns("prediction", "vendor").withPrediction());
  }

  /** Appends the rows of a table, one line each. */
  private static void append(Table table, StringBuilder to) {
    assertThat(table.rowCount()).isPositive();
    Chunk rows = Chunk.of(0, table);
    for (int i = 0; i < rows.rowCount(); i++) {
      for (int c = 0; c < rows.schema().size(); c++) {
        to.append(rows.schema().column(c)).append('=').append(rows.vector(c).text(i)).append('|');
      }
      to.append('\n');
    }
  }

  @ParameterizedTest
  @MethodSource("callbackSettings")
  void holdsForCallbacks(UnaryOperator<CallbackSink> setting) {
    SinkContract contract =
        SinkContract.of(
            () -> {
              StringBuilder out = new StringBuilder();
              CallbackSink sink = Sinks.callback("mine", table -> append(table, out));
              return new Destination(setting.apply(sink), out::toString);
            });

    contract.on(allTypes()).check();
    contract.on(filtered()).check();
  }
}
