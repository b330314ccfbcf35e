package org.bandsaw.source;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.bandsaw.data.BadDataException;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.testkit.TestSources;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

class SourcePositionTest {

  private static final Schema SCHEMA = Schema.of(ColumnSpec.text("a"), ColumnSpec.text("b"));

  private static final int[] CHUNK_ROWS = {1, 2, 7, Integer.MAX_VALUE};

  /** Rows of a source, and its position after each chunk, the initial one first. */
  private record Positions(List<String> rows, List<SourcePosition> positions) {

    static Positions of(Source source, int chunkRows) throws IOException {
      List<String> rows = new ArrayList<>();
      List<SourcePosition> positions = new ArrayList<>();
      try (ChunkReader reader = source.open()) {
        positions.add(reader.position().orElseThrow());
        Optional<Chunk> next = reader.next(ReadLimit.ofRows(chunkRows));
        while (next.isPresent()) {
          for (int i = 0; i < next.get().rowCount(); i++) {
            rows.add(SourceRows.row(next.get(), i));
          }
          reader.release(next.get());
          SourcePosition position = reader.position().orElseThrow();
          assertThat(position.row()).isEqualTo(rows.size());
          positions.add(position);
          next = reader.next(ReadLimit.ofRows(chunkRows));
        }
        assertThat(reader.position()).contains(positions.get(positions.size() - 1));
      }
      return new Positions(rows, positions);
    }
  }

  /** A file and its source; the bytes are those of the decompressed file. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record CsvFile(String name, byte[] bytes, CsvSource source) {

    static CsvFile of(String name, String text) {
      return of(name, text.getBytes(UTF_8));
    }

    static CsvFile of(String name, byte[] bytes) {
      return new CsvFile(
          name, bytes, Sources.csv(name, () -> new ByteArrayInputStream(bytes)).schema(SCHEMA));
    }

    CsvFile with(CsvSource changed) {
      return new CsvFile(name, bytes, changed);
    }

    /** Rows read from an offset on by a source without a header. */
    List<String> rowsFrom(long offset) {
      byte[] rest = Arrays.copyOfRange(bytes, Math.toIntExact(offset), bytes.length);
      return SourceRows.all(SourceRows.csv(rest).header(false).schema(SCHEMA));
    }

    /** The number of the line that starts at an offset; the last line may have no line end. */
    int lineAt(long offset) {
      int line = 1;
      for (int i = 0; i < offset; i++) {
        boolean isLast = i + 1 == bytes.length;
        boolean isLineEnd =
            bytes[i] == '\n' || (bytes[i] == '\r' && (isLast || bytes[i + 1] != '\n'));
        line += isLineEnd || isLast ? 1 : 0;
      }
      return line;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
      out.write(bytes);
    }
    return compressed.toByteArray();
  }

  /** Records with quotes, line ends in quotes, several bytes per character, and missing cells. */
  private static String text(String header, String lineEnd) {
    StringBuilder text = new StringBuilder(header);
    String[] values = {"x", "\"two\r\nlines\"", "", "\"say \"\"hi\"\"\"", "Zürich", "\"a\nb\r\""};
    for (int row = 0; row < 60; row++) {
      text.append("row ").append(row).append(',').append(values[row % values.length]);
      text.append(lineEnd);
    }
    return text.toString();
  }

  static Stream<CsvFile> files() throws IOException {
    String header = "a,b\n";
    CsvFile lf = CsvFile.of("lf.csv", text(header, "\n"));
    byte[] compressed = gzip(lf.bytes);
    return Stream.of(
        lf,
        lf.with(lf.source.bufferBytes(64)),
        lf.with(Sources.csv("types.csv", () -> new ByteArrayInputStream(lf.bytes)).inferFrom(10)),
        lf.with(
            Sources.csv("short reads.csv", () -> new ByteArrayInputStream(lf.bytes))
                .inferFrom(10)
                .bufferBytes(64)),
        lf.with(SourceRows.shortReads(lf.bytes, 5).schema(SCHEMA)),
        lf.with(
            Sources.csv("lf.csv.gz", () -> new ByteArrayInputStream(compressed))
                .schema(SCHEMA)
                .bufferBytes(100)),
        CsvFile.of("crlf.csv", text("a,b\r\n", "\r\n")),
        CsvFile.of("cr.csv", text("a,b\r", "\r")),
        CsvFile.of("bom.csv", "\uFEFF" + text(header, "\n")),
        CsvFile.of("blank lines.csv", text("\n\na,b\n\r\n", "\n\n\r\n")),
        CsvFile.of("quoted header.csv", text("\"a\",\"b\"\r\n\n", "\n")),
        CsvFile.of("no last line end.csv", text(header, "\n") + "last,row"),
        CsvFile.of("no rows.csv", header));
  }

  @ParameterizedTest
  @MethodSource("files")
  void remainingRowsAreReadFromEachByteOffset(CsvFile file) throws IOException {
    List<String> all = SourceRows.all(file.source);
    for (int chunkRows : CHUNK_ROWS) {
      Positions read = Positions.of(file.source, chunkRows);
      assertThat(read.rows).isEqualTo(all);
      for (SourcePosition position : read.positions) {
        long offset = position.byteOffset().orElseThrow();
        assertThat(file.rowsFrom(offset))
            .as("rows from %s on", position)
            .isEqualTo(all.subList((int) position.row(), all.size()));
        assertThat(position.line()).hasValue(file.lineAt(offset));
      }
    }
  }

  @Provide
  Arbitrary<List<String>> records() {
    Arbitrary<String> cell =
        Arbitraries.of("a", "\"b\"", "", "\"x,y\"", "\"l\nm\"", "\"\r\n\"", "é𝄞", "ccccccccccc");
    Arbitrary<String> end = Arbitraries.of("\n", "\r\n", "\r", "\n\n", "\r\r\n");
    return Combinators.combine(cell, cell, end)
        .as((a, b, lineEnd) -> a + "," + b + lineEnd)
        .list()
        .ofMaxSize(20);
  }

  @Property(tries = 500)
  void remainingRowsAreReadFromEachByteOffsetOfAnyFile(
      @ForAll("records") List<String> records,
      @ForAll boolean hasMark,
      @ForAll @IntRange(min = 1, max = 9) int chunkRows,
      @ForAll @IntRange(min = 1, max = 50) int read)
      throws IOException {
    String text = (hasMark ? "\uFEFF" : "") + "a,b\n" + String.join("", records);
    CsvFile file = CsvFile.of("test.csv", text);
    CsvSource source = SourceRows.shortReads(file.bytes, read).bufferBytes(64).inferFrom(3);
    Positions positions = Positions.of(source, chunkRows);
    List<String> all = file.rowsFrom(positions.positions.get(0).byteOffset().orElseThrow());
    assertThat(positions.rows).isEqualTo(all);
    for (SourcePosition position : positions.positions) {
      long offset = position.byteOffset().orElseThrow();
      assertThat(file.rowsFrom(offset)).isEqualTo(all.subList((int) position.row(), all.size()));
      assertThat(position.line()).hasValue(file.lineAt(offset));
    }
  }

  @Test
  void ofATranscodedFileHasALineAndNoByteOffset() throws IOException {
    String text = text("a,b\n", "\n");
    CsvFile file = CsvFile.of("utf8.csv", text);
    CsvFile transcoded = CsvFile.of("utf16.csv", ('\uFEFF' + text).getBytes(UTF_16LE));
    for (int chunkRows : CHUNK_ROWS) {
      List<SourcePosition> expected = Positions.of(file.source, chunkRows).positions;
      List<SourcePosition> positions = Positions.of(transcoded.source, chunkRows).positions;
      assertThat(positions).hasSameSizeAs(expected);
      for (int i = 0; i < expected.size(); i++) {
        SourcePosition position = expected.get(i);
        assertThat(positions.get(i))
            .isEqualTo(new SourcePosition(position.row(), position.line(), OptionalLong.empty()));
      }
    }
  }

  @Test
  void ofALimitedFileIsThatOfTheFile() throws IOException {
    CsvFile file = CsvFile.of("lf.csv", text("a,b\n", "\n"));
    List<String> all = SourceRows.all(file.source);
    for (int limit : new int[] {0, 1, 8, 60, 100}) {
      Positions read = Positions.of(file.source.limit(limit), 3);
      SourcePosition end = read.positions.get(read.positions.size() - 1);
      assertThat(end.row()).isEqualTo(Math.min(limit, all.size()));
      assertThat(file.rowsFrom(end.byteOffset().orElseThrow()))
          .isEqualTo(all.subList((int) end.row(), all.size()));
    }
  }

  @Test
  void beforeABadRecordIsAfterTheLastGoodOne() throws IOException {
    String good = "a,b\n1,x\n2,y\n";
    for (String bad : List.of("3\n", "3,\"x\n", "\n\n3,\"x\"y\n", "3," + "x".repeat(200) + "\n")) {
      CsvSource source =
          SourceRows.csv(good + bad).schema(SCHEMA).bufferBytes(64).maxRecordBytes(100);
      for (int chunkRows : new int[] {1, 2, 10}) {
        try (ChunkReader reader = source.open()) {
          List<String> rows = new ArrayList<>();
          assertThatThrownBy(() -> SourceRows.rest(reader, chunkRows, rows))
              .isInstanceOf(BadDataException.class);
          assertThat(rows).hasSize(2);
          assertThat(reader.position())
              .contains(new SourcePosition(2, OptionalLong.of(4), OptionalLong.of(12)));
        }
      }
    }
  }

  @Test
  void beforeAFailedReadIsAfterTheLastRow() throws IOException {
    String rows = "a,b\n1,x\n2,y\n3,";
    InputStream failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("connection reset");
          }

          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            throw new IOException("connection reset");
          }
        };
    CsvSource source =
        Sources.csv(
                "test.csv",
                () ->
                    new SequenceInputStream(
                        new ByteArrayInputStream(rows.getBytes(UTF_8)), failing))
            .schema(SCHEMA);
    try (ChunkReader reader = source.open()) {
      assertThat(reader.next(ReadLimit.ofRows(10)).orElseThrow().rowCount()).isEqualTo(2);
      assertThat(reader.position())
          .contains(new SourcePosition(2, OptionalLong.of(4), OptionalLong.of(12)));
      assertThatThrownBy(() -> reader.next(ReadLimit.ofRows(10))).hasMessage("connection reset");
      assertThat(reader.position())
          .contains(new SourcePosition(2, OptionalLong.of(4), OptionalLong.of(12)));
    }
  }

  private static Table table(int from, int to) {
    DoubleColumn number = DoubleColumn.create("n");
    for (int i = from; i < to; i++) {
      number.append(i);
    }
    return Table.create("numbers", number);
  }

  @Test
  void ofTablesIsARow() throws IOException {
    Schema schema = Schema.of(table(0, 0));
    List<Source> sources =
        List.of(
            Sources.table(table(0, 20)),
            Sources.tables(schema, List.of(table(0, 5), table(5, 5), table(5, 20))),
            Sources.table(table(0, 30)).limit(20),
            TestSources.rows(Chunk.of(0, table(0, 20))),
            TestSources.failingAfter(Sources.table(table(0, 20)), 100));
    for (Source source : sources) {
      for (int chunkRows : CHUNK_ROWS) {
        Positions read = Positions.of(source, chunkRows);
        assertThat(read.rows).hasSize(20);
        for (SourcePosition position : read.positions) {
          assertThat(position).isEqualTo(SourcePosition.ofRow(position.row()));
        }
      }
    }
  }

  @Test
  void ofAQueueOrAPublisherIsEmpty() throws IOException {
    QueueSource queue = Sources.queue(Schema.of(table(0, 0)), 1);
    queue.offer(table(0, 3));
    queue.close();
    Flow.Publisher<Table> publisher = subscriber -> {};
    try (ChunkReader reader = queue.open();
        ChunkReader limited =
            Sources.publisher(Schema.of(table(0, 0)), publisher).limit(3).open()) {
      assertThat(reader.position()).isEmpty();
      assertThat(reader.next(new ReadLimit(1, 100, Duration.ZERO))).isPresent();
      assertThat(reader.position()).isEmpty();
      assertThat(limited.position()).isEmpty();
    }
  }

  @Nested
  class Values {

    @Test
    void mustNotBeNegative() {
      assertThat(SourcePosition.ofRow(3).row()).isEqualTo(3);
      assertThatThrownBy(() -> SourcePosition.ofRow(-1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("row must be at least 0, not -1");
      assertThatThrownBy(() -> new SourcePosition(0, OptionalLong.of(0), OptionalLong.empty()))
          .hasMessage("line must be at least 1, not 0");
      assertThatThrownBy(() -> new SourcePosition(0, OptionalLong.of(1), OptionalLong.of(-1)))
          .hasMessage("byteOffset must be at least 0, not -1");
    }
  }
}
