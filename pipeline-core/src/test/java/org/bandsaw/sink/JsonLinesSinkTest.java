package org.bandsaw.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
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
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesSinkTest {

  private static final Schema TRIPS =
      Schema.of(ColumnSpec.text("vendor"), ColumnSpec.real("fare"), ColumnSpec.integer("seats"));

  @TempDir private Path folder;

  private static Chunk twoTrips() {
    return Chunk.of(
        0,
        TRIPS,
        2,
        StringVector.of("A", ""),
        DoubleVector.of(12.5, Double.NaN),
        IntVector.of(4, IntVector.MISSING));
  }

  private JsonLinesSink sink() {
    return Sinks.jsonLines(folder.resolve("out.jsonl"));
  }

  private String written(Sink sink, Schema schema, Chunk... chunks) throws IOException {
    try (SinkRun run = sink.open(schema)) {
      for (Chunk chunk : chunks) {
        run.write(chunk);
      }
    }
    return Files.readString(folder.resolve("out.jsonl"));
  }

  @Test
  void writesAnObjectPerRowWithNullForMissingValues() throws IOException {
    assertThat(written(sink(), TRIPS, twoTrips()))
        .isEqualTo(
            """
            {"vendor":"A","fare":12.5,"seats":4}
            {"vendor":null,"fare":null,"seats":null}
            """);
  }

  @Test
  void writesAllTypes() throws IOException {
    Schema schema =
        Schema.of(
            ColumnSpec.longInteger("long"),
            ColumnSpec.bool("flag"),
            ColumnSpec.date("day"),
            ColumnSpec.dateTime("local"),
            ColumnSpec.instant("at"));
    long noon = 1_715_947_200_000_000L; // 2024-05-17T12:00:00Z
    Chunk chunk =
        Chunk.of(
            0,
            schema,
            2,
            LongVector.of(-9007199254740993L, LongVector.MISSING),
            BooleanVector.wrap(new byte[] {1, BooleanVector.MISSING}, 2),
            IntVector.wrap(ValueType.DATE, new int[] {19_860, IntVector.MISSING}, 2),
            LongVector.wrap(ValueType.DATE_TIME, new long[] {noon, LongVector.MISSING}, 2),
            LongVector.wrap(ValueType.INSTANT, new long[] {noon, LongVector.MISSING}, 2));

    assertThat(written(sink(), schema, chunk))
        .isEqualTo(
            "{\"long\":-9007199254740993,\"flag\":true,\"day\":\"2024-05-17\","
                + "\"local\":\"2024-05-17T12:00:00\",\"at\":\"2024-05-17T12:00:00Z\"}\n"
                + "{\"long\":null,\"flag\":null,\"day\":null,\"local\":null,\"at\":null}\n");
  }

  @Test
  void writesInfinitiesAsStrings() throws IOException {
    Schema schema = Schema.of(ColumnSpec.real("x"));
    double infinite = Double.POSITIVE_INFINITY;

    assertThat(
            written(sink(), schema, Chunk.of(0, schema, 2, DoubleVector.of(infinite, -infinite))))
        .isEqualTo("{\"x\":\"Infinity\"}\n{\"x\":\"-Infinity\"}\n");
  }

  @Test
  void escapesKeysAndTexts() throws IOException {
    Schema schema = Schema.of(ColumnSpec.text("a \"b\"\n"));
    String halfPair = String.valueOf((char) 0xD83D);

    assertThat(
            written(
                sink(),
                schema,
                Chunk.of(0, schema, 2, StringVector.of("\\ \t\u0001é", halfPair + "x"))))
        .isEqualTo(
            "{\"a \\\"b\\\"\\n\":\"\\\\ \\t\\u0001é\"}\n{\"a \\\"b\\\"\\n\":\"\\uD83Dx\"}\n");
  }

  @Test
  void writesNothingWithoutRows() throws IOException {
    assertThat(written(sink(), TRIPS)).isEmpty();
  }

  @Test
  void rejectsAFileWhileAnotherRunWritesIt() throws IOException {
    try (SinkRun first = sink().open(TRIPS)) {
      assertThat(first.rowsWritten()).isZero();
      assertThatIllegalStateException()
          .isThrownBy(() -> sink().open(TRIPS))
          .withMessageContaining("is being written by another run (sink 'out.jsonl'");
    }
  }

  @Nested
  class WithDynamicColumns {

    private final Schema open = TRIPS.openEnded();
    private final Schema grown = open.withDynamic(ColumnSpec.real("vendor=A"), 1);

    private Chunk withA(Chunk chunk, double... values) {
      Vector[] vectors = Arrays.copyOf(chunk.vectors(), 4);
      vectors[3] = DoubleVector.of(values);
      return chunk.with(grown, vectors);
    }

    @Test
    void omitsAColumnBeforeItsFirstRow() throws IOException {
      assertThat(written(sink(), open, withA(twoTrips(), 0, 1)))
          .isEqualTo(
              """
              {"vendor":"A","fare":12.5,"seats":4}
              {"vendor":null,"fare":null,"seats":null,"vendor=A":1.0}
              """);
    }

    @Test
    void writesTheSameForAnySizeOfChunks() throws IOException {
      Chunk whole = withA(twoTrips(), 0, 1);
      String expected = written(sink(), open, whole);
      Chunk first = twoTrips().with(open, twoTrips().vectors()).slice(0, 1);

      assertThat(written(sink(), open, first, whole.slice(1, 2))).isEqualTo(expected);
    }

    @Test
    void writesTheSameForFilteredRows() throws IOException {
      assertThat(written(sink(), open, withA(twoTrips(), 0, 1).selectRows(new int[] {1}, 1)))
          .isEqualTo("{\"vendor\":null,\"fare\":null,\"seats\":null,\"vendor=A\":1.0}\n");
    }

    @Test
    void acceptsSelectedColumnsThatAppearLater() throws IOException {
      assertThat(written(sink().columns("vendor=A", "fare"), open, withA(twoTrips(), 0, 1)))
          .isEqualTo("{\"fare\":12.5}\n{\"vendor=A\":1.0,\"fare\":null}\n");
    }
  }

  @Nested
  class WithSelectedColumns {

    @Test
    void writesThemInTheirOrderAndThePredictionLast() throws IOException {
      Schema schema = TRIPS.with(ColumnSpec.real("prediction"));
      Chunk chunk =
          twoTrips()
              .withColumns(
                  List.of(ColumnSpec.real("prediction")),
                  List.of(DoubleVector.of(11.25, Double.NaN)));

      assertThat(sink().withPrediction().wantsPrediction()).isTrue();
      assertThat(written(sink().columns("seats").withPrediction(), schema, chunk))
          .isEqualTo("{\"seats\":4,\"prediction\":11.25}\n{\"seats\":null,\"prediction\":null}\n");
    }

    @Test
    void rejectsUnknownAndRepeatedColumns() {
      assertThatThrownBy(() -> sink().columns("fares").open(TRIPS))
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining("'fares'");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> sink().columns("fare", "fare"))
          .withMessageContaining("selected twice");
    }
  }

  @Property(tries = 500)
  void writesValuesThatJacksonCanReadBack(
      @ForAll String text,
      @ForAll @Size(value = 3) List<Double> numbers,
      @ForAll long whole,
      @ForAll boolean flag)
      throws IOException {
    Path file = Files.createTempFile("values", ".jsonl");
    try {
      double[] values = numbers.stream().mapToDouble(Double::doubleValue).toArray();
      Schema schema =
          Schema.of(
              ColumnSpec.text("text" + text),
              ColumnSpec.real("real"),
              ColumnSpec.longInteger("whole"),
              ColumnSpec.bool("flag"));
      try (SinkRun run = Sinks.jsonLines(file).open(schema)) {
        run.write(
            Chunk.of(
                0,
                schema,
                3,
                StringVector.of(text, text + text, "x"),
                DoubleVector.of(values),
                LongVector.of(whole, 1, LongVector.MISSING),
                BooleanVector.of(flag, !flag, flag)));
      }
      List<String> lines = Files.readAllLines(file);
      assertThat(lines).hasSize(3);
      String[] texts = {text, text + text, "x"};
      Long[] wholes = {whole == LongVector.MISSING ? null : whole, 1L, null};
      for (int row = 0; row < 3; row++) {
        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("text" + text, texts[row].isEmpty() ? null : texts[row]);
        expected.put("real", Double.isNaN(values[row]) ? null : values[row]);
        expected.put("whole", wholes[row]);
        expected.put("flag", row == 1 ? !flag : flag);
        Map<String, Object> read = parsed(lines.get(row));
        assertThat(read).isEqualTo(expected);
        assertThat(read.keySet()).containsExactlyElementsOf(expected.keySet());
      }
    } finally {
      Files.delete(file);
    }
  }

  private static Map<String, Object> parsed(String line) throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    try (JsonParser parser = new JsonFactory().createParser(line)) {
      assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        object.put(
            name,
            switch (parser.nextToken()) {
              case VALUE_STRING -> parser.getText();
              case VALUE_NUMBER_INT -> parser.getLongValue();
              case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
              case VALUE_TRUE -> true;
              case VALUE_FALSE -> false;
              default -> null;
            });
      }
      assertThat(parser.nextToken()).isNull();
    }
    return object;
  }
}
