package org.bandsaw.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
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

class CsvSinkTest {

  private static final Schema TRIPS =
      Schema.of(ColumnSpec.text("vendor"), ColumnSpec.real("fare"), ColumnSpec.integer("seats"));

  @TempDir private Path folder;

  private static Chunk trips(long firstRow, String[] vendors, double[] fares, int[] seats) {
    return Chunk.of(
        firstRow,
        TRIPS,
        vendors.length,
        StringVector.of(vendors),
        DoubleVector.of(fares),
        IntVector.of(seats));
  }

  private static Chunk twoTrips() {
    return trips(
        0,
        new String[] {"A", ""},
        new double[] {12.5, Double.NaN},
        new int[] {4, IntVector.MISSING});
  }

  private String written(Sink sink, Schema schema, Chunk... chunks) throws IOException {
    try (SinkRun run = sink.open(schema)) {
      for (Chunk chunk : chunks) {
        run.write(chunk);
      }
    }
    return Files.readString(folder.resolve("out.csv"));
  }

  private CsvSink sink() {
    return Sinks.csv(folder.resolve("out.csv"));
  }

  @Test
  void writesAHeaderAndALinePerRowWithEmptyCellsForMissingValues() throws IOException {
    assertThat(written(sink(), TRIPS, twoTrips())).isEqualTo("vendor,fare,seats\nA,12.5,4\n,,\n");
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
            3,
            LongVector.of(-9007199254740993L, 0, LongVector.MISSING),
            BooleanVector.wrap(new byte[] {1, 0, BooleanVector.MISSING}, 3),
            IntVector.wrap(ValueType.DATE, new int[] {19_860, -1, IntVector.MISSING}, 3),
            LongVector.wrap(
                ValueType.DATE_TIME, new long[] {noon, noon + 1_500, LongVector.MISSING}, 3),
            LongVector.wrap(
                ValueType.INSTANT, new long[] {noon, noon + 250_000, LongVector.MISSING}, 3));

    assertThat(written(sink(), schema, chunk))
        .isEqualTo(
            """
            long,flag,day,local,at
            -9007199254740993,true,2024-05-17,2024-05-17T12:00:00,2024-05-17T12:00:00Z
            0,false,1969-12-31,2024-05-17T12:00:00.001500,2024-05-17T12:00:00.250Z
            ,,,,
            """);
  }

  @Test
  void quotesATextOnlyIfItIsRequired() throws IOException {
    Schema schema = Schema.of(ColumnSpec.text("a;b"), ColumnSpec.text("c,d"));
    Chunk chunk =
        Chunk.of(
            0,
            schema,
            5,
            StringVector.of("x,y", "say \"hi\"", "two\nlines", " lead", "plain"),
            StringVector.of("x;y", "\r", "Zürich", "trail\t", "in side"));

    assertThat(written(sink(), schema, chunk))
        .isEqualTo(
            "a;b,\"c,d\"\n\"x,y\",x;y\n\"say \"\"hi\"\"\",\"\r\"\n\"two\nlines\",Zürich\n"
                + "\" lead\",\"trail\t\"\nplain,in side\n");
    assertThat(written(sink().delimiter(';'), schema, chunk))
        .startsWith("\"a;b\";c,d\nx,y;\"x;y\"\n");
  }

  @Test
  void quotesAMissingValueInASingleColumn() throws IOException {
    Schema schema = Schema.of(ColumnSpec.real("only"));

    assertThat(written(sink(), schema, Chunk.of(0, schema, 2, DoubleVector.of(Double.NaN, 1))))
        .isEqualTo("only\n\"\"\n1.0\n");
  }

  @Test
  void writesInfinitiesAndZerosOfBothSigns() throws IOException {
    Schema schema = Schema.of(ColumnSpec.real("x"));
    double infinite = Double.POSITIVE_INFINITY;
    double huge = Double.parseDouble("2e23");

    assertThat(
            written(
                sink(),
                schema,
                Chunk.of(0, schema, 6, DoubleVector.of(infinite, -infinite, 0, -0.0, huge, 1e7))))
        .isEqualTo("x\nInfinity\n-Infinity\n0.0\n-0.0\n2.0E23\n1.0E7\n");
  }

  @Test
  void writesTheHeaderWithoutRows() throws IOException {
    assertThat(written(sink(), TRIPS)).isEqualTo("vendor,fare,seats\n");
  }

  @Test
  void replacesAnExistingFileForAnySizeOfChunks() throws IOException {
    Files.writeString(
        folder.resolve("out.csv"), "a text that is longer than the file that follows");
    Chunk chunk = twoTrips();

    assertThat(written(sink(), TRIPS, chunk.slice(0, 1), chunk.slice(1, 2)))
        .isEqualTo("vendor,fare,seats\nA,12.5,4\n,,\n");
  }

  @Test
  void writesMoreBytesThanItsBuffer() throws IOException {
    String large = "é".repeat(200_000);
    String text =
        written(
            sink(),
            TRIPS,
            trips(0, new String[] {large, "b"}, new double[] {1, 2}, new int[] {1, 2}));

    assertThat(text).isEqualTo("vendor,fare,seats\n" + large + ",1.0,1\nb,2.0,2\n");
  }

  @Test
  void countsRowsAndRetainedBytes() throws IOException {
    try (SinkRun run = sink().open(TRIPS)) {
      run.write(twoTrips());
      run.write(twoTrips());

      assertThat(run.rowsWritten()).isEqualTo(4);
      assertThat(run.retainedBytes()).isBetween(1L << 17, 1L << 18);
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

      assertThat(written(sink().columns("seats", "vendor").withPrediction(), schema, chunk))
          .isEqualTo("seats,vendor,prediction\n4,A,11.25\n,,\n");
    }

    @Test
    void ignoresDynamicColumns() throws IOException {
      Schema open = TRIPS.openEnded();
      Schema grown = open.withDynamic(ColumnSpec.real("vendor=A"), 1);
      Chunk first = twoTrips().with(open, twoTrips().vectors());
      Vector[] more = java.util.Arrays.copyOf(first.vectors(), 4);
      more[3] = DoubleVector.of(0, 1);

      assertThat(sink().columns("fare").needsFixedColumns()).isFalse();
      assertThat(written(sink().columns("fare"), open, first, first.with(grown, more)))
          .isEqualTo("fare\n12.5\n\"\"\n12.5\n\"\"\n");
    }

    @Test
    void rejectsUnknownAndRepeatedColumns() {
      assertThatThrownBy(() -> sink().columns("fares").open(TRIPS))
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining("'fares'")
          .hasMessageContaining("fare");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> sink().columns("fare", "fare"))
          .withMessageContaining("selected twice");
    }
  }

  @Nested
  class Rejects {

    @Test
    void dynamicColumns() {
      assertThat(sink().needsFixedColumns()).isTrue();
      assertThatThrownBy(() -> sink().open(TRIPS.openEnded()))
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining("sink 'out.csv'")
          .hasMessageContaining("columns(…)");
    }

    @Test
    void aDirectoryThatDoesNotExist() {
      Path file = folder.resolve("none").resolve("out.csv");

      assertThatThrownBy(() -> Sinks.csv(file).open(TRIPS))
          .isInstanceOf(NoSuchFileException.class)
          .hasMessageContaining(folder.resolve("none").toString())
          .hasMessageContaining("create it before the run");
    }

    @Test
    void aFileWhileAnotherRunWritesIt() throws IOException {
      Path sameFile = folder.resolve(".").resolve("out.csv");
      try (SinkRun first = sink().open(TRIPS)) {
        first.write(twoTrips());
        assertThatIllegalStateException()
            .isThrownBy(() -> Sinks.csv(sameFile).open(TRIPS))
            .withMessageContaining("is being written by another run (sink 'out.csv', opened by");
      }
      assertThat(Files.readString(sameFile)).hasLineCount(3);
      Sinks.csv(sameFile).open(TRIPS).close();
    }

    @Test
    void delimitersThatAreContainedInNumbers() {
      for (char c : new char[] {'.', '-', '"', '5', 'e', '\n', 'ä'}) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> sink().delimiter(c))
            .withMessageContaining("cannot be the delimiter");
      }
    }
  }

  @Nested
  class AfterAFailedWrite {

    @Test
    void endsAfterTheLastCompleteChunk() throws IOException {
      Path file = folder.resolve("out.csv");
      FullDisk disk = new FullDisk(file, 200_000);
      SinkRun run = CsvSinkRun.open(new TextFile(file, disk), TRIPS.names(), (byte) ',');
      run.write(twoTrips());
      String[] vendors = new String[20_000];
      java.util.Arrays.fill(vendors, "a vendor");
      Chunk large = trips(2, vendors, new double[20_000], new int[20_000]);

      assertThatThrownBy(() -> run.write(large)).hasMessage("No space left on device");

      assertThat(disk.writes).isGreaterThan(2);
      assertThat(Files.readString(file)).isEqualTo("vendor,fare,seats\nA,12.5,4\n,,\n");
      assertThat(run.rowsWritten()).isEqualTo(2);
      run.write(twoTrips());
      run.close();
      assertThat(Files.readString(file))
          .isEqualTo("vendor,fare,seats\nA,12.5,4\n,,\nA,12.5,4\n,,\n");
    }
  }

  /** A file on a disk with a limited capacity. */
  private static final class FullDisk extends RandomAccessFile {

    private final long capacity;
    private int writes;

    private FullDisk(Path file, long capacity) throws IOException {
      super(file.toFile(), "rw");
      this.capacity = capacity;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      writes++;
      if (getFilePointer() + length > capacity) {
        throw new IOException("No space left on device");
      }
      super.write(bytes, from, length);
    }
  }

  @Property(tries = 200)
  void writesTextsThatFastCsvCanReadBack(
      @ForAll @Size(min = 2, max = 12) List<String> texts,
      @ForAll @IntRange(min = 1, max = 3) int width,
      @ForAll boolean semicolon)
      throws IOException {
    Path file = Files.createTempFile("texts", ".csv");
    try {
      List<ColumnSpec> specs = new ArrayList<>();
      List<Vector> vectors = new ArrayList<>();
      List<String> expected = texts.stream().map(CsvSinkTest::withValidSurrogates).toList();
      for (int i = 0; i < width; i++) {
        specs.add(ColumnSpec.text("c" + i));
        vectors.add(StringVector.of(texts.toArray(String[]::new)));
      }
      Schema schema = Schema.of(specs);
      char delimiter = semicolon ? ';' : ',';
      try (SinkRun run = Sinks.csv(file).delimiter(delimiter).open(schema)) {
        run.write(Chunk.of(0, schema, texts.size(), vectors.toArray(Vector[]::new)));
      }
      List<CsvRecord> records;
      try (CsvReader<CsvRecord> reader =
          CsvReader.builder().fieldSeparator(delimiter).ofCsvRecord(file)) {
        records = reader.stream().skip(1).toList();
      }
      assertThat(records).hasSameSizeAs(texts);
      for (int column = 0; column < width; column++) {
        int c = column;
        assertThat(records.stream().map(r -> r.getField(c)).toList()).isEqualTo(expected);
      }
    } finally {
      Files.delete(file);
    }
  }

  /** Replaces unpaired surrogates, which UTF-8 cannot encode. */
  private static String withValidSurrogates(String text) {
    return text.codePoints()
        .map(c -> c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
