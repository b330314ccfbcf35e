package org.bandsaw.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.testkit.SourceContract;
import org.bandsaw.testkit.TestSources;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Checks the contract of a source for every built-in source. */
class SourcesContractTest {

  private static final Schema TRIPS =
      Schema.of(
          ColumnSpec.text("vendor"), ColumnSpec.real("fare"), ColumnSpec.integer("passengers"));
  private static final int ROWS = 230;

  /** Rows of three types, with missing values and texts that require quotes. */
  private static Table trips(int from, int to) {
    StringColumn vendor = StringColumn.create("vendor");
    DoubleColumn fare = DoubleColumn.create("fare");
    IntColumn passengers = IntColumn.create("passengers");
    for (int row = from; row < to; row++) {
      String[] names = {"A", "", "Zürich, Nord", "say \"hi\"", "two\nlines"};
      vendor.append(names[row % names.length]);
      if (row % 7 == 3) {
        fare.appendMissing();
      } else {
        fare.append(row * 1.25 - 40);
      }
      if (row % 11 == 5) {
        passengers.appendMissing();
      } else {
        passengers.append(row % 6);
      }
    }
    return Table.create("trips", vendor, fare, passengers);
  }

  private static final Table TABLE = trips(0, ROWS);

  private static String csv(String header, String delimiter, String lineEnd) {
    Chunk rows = Chunk.of(0, TABLE, TRIPS);
    StringBuilder text = new StringBuilder(header);
    for (int row = 0; row < ROWS; row++) {
      String vendor = rows.vector(0).text(row);
      text.append(vendor.isEmpty() ? "" : '"' + vendor.replace("\"", "\"\"") + '"')
          .append(delimiter)
          .append(rows.vector(1).text(row))
          .append(delimiter)
          .append(rows.vector(2).text(row))
          .append(lineEnd);
    }
    return text.toString();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static CsvSource of(String name, byte[] bytes) {
    return Sources.csv(name, () -> new ByteArrayInputStream(bytes)).schema(TRIPS);
  }

  private static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(utf8(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static Stream<Source> files() {
    String header = "vendor,fare,passengers\n";
    String quoted = csv(header, ",", "\n");
    return Stream.of(
        of("quoted.csv", utf8(quoted)),
        of("small buffers.csv", utf8(quoted)).bufferBytes(64),
        of("windows.csv", utf8(csv("vendor;fare;passengers\r\n", ";", "\r\n"))).delimiter(';'),
        of("no header.csv", utf8(csv("", ",", "\n"))).header(false),
        of("gzip.csv.gz", gzip(quoted)).bufferBytes(200),
        of("utf16.csv", ('\uFEFF' + quoted).getBytes(StandardCharsets.UTF_16LE)),
        of("no last line end.csv", utf8(quoted.strip())),
        SourceRows.shortReads(utf8(quoted), 5).schema(TRIPS));
  }

  @ParameterizedTest
  @MethodSource("files")
  void holdsForFiles(Source source) {
    SourceContract.of(source).expecting(TABLE).check();
  }

  /** Records without quotes whose types are all inferred. */
  private static String plain(int rows) {
    StringBuilder text = new StringBuilder("id,day,at,flag,zone\n");
    for (int row = 0; row < rows; row++) {
      text.append(row * 0.37)
          .append(row % 9 == 2 ? "," : ",2024-05-" + (10 + row % 20))
          .append(row % 9 == 3 ? "," : ",2024-05-17T08:15:" + (10 + row % 50) + "Z")
          .append(row % 9 == 4 ? "," : row % 2 == 0 ? ",true" : ",false")
          .append(row % 9 == 5 ? ",\n" : ",zone " + row % 40 + "\n");
    }
    return text.toString();
  }

  @Test
  void holdsForAFileWithInferredTypes(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("plain.csv"), plain(700));
    CsvSource source = Sources.csv(file).inferFrom(100);

    SourceContract.of(source).check();
    SourceContract.of(source.bufferBytes(100)).check();
    assertThat(SourceRows.all(source)).hasSize(700);
  }

  @Test
  void holdsForAFileWithBadCells() {
    String text = plain(300).replace("2024-05-13", "no day");
    CsvSource source =
        SourceRows.csv(text)
            .schema(
                Schema.of(
                    ColumnSpec.real("id"),
                    ColumnSpec.date("day"),
                    ColumnSpec.instant("at"),
                    ColumnSpec.bool("flag"),
                    ColumnSpec.text("zone")))
            .onBadCell(OnBadCell.SET_MISSING);

    SourceContract.of(source).check();
  }

  @Test
  void holdsForTables() {
    SourceContract.of(Sources.table(TABLE)).expecting(TABLE).check();
    Table otherOrder = trips(100, 101).selectColumns("passengers", "vendor", "fare");
    List<Table> tables =
        List.of(trips(0, 0), trips(0, 100), otherOrder, trips(0, 0), trips(101, ROWS));
    SourceContract.of(Sources.tables(TRIPS, tables)).expecting(TABLE).check();
    SourceContract.of(Sources.table(trips(0, 0))).expecting(trips(0, 0)).check();
  }

  @Test
  void holdsForLimitedSources() {
    SourceContract.of(Sources.table(TABLE).limit(77)).expecting(trips(0, 77)).check();
    SourceContract.of(Sources.table(TABLE).limit(1_000)).expecting(TABLE).check();
    SourceContract.of(Sources.table(TABLE).limit(0)).expecting(trips(0, 0)).check();
    CsvSource file = of("quoted.csv", utf8(csv("vendor,fare,passengers\n", ",", "\n")));
    SourceContract.of(file.limit(100)).expecting(trips(0, 100)).check();
    SourceContract.of(() -> filledQueue(trips(0, ROWS)).limit(9)).expecting(trips(0, 9)).check();
  }

  @Test
  void holdsForTestSources() {
    SourceContract.of(TestSources.rows(Chunk.of(0, TABLE))).expecting(TABLE).check();
  }

  private static QueueSource filledQueue(Table... tables) {
    QueueSource queue = Sources.queue(TRIPS, tables.length);
    for (Table table : tables) {
      assertThat(queue.offer(table)).isTrue();
    }
    queue.close();
    return queue;
  }

  @Nested
  class SingleUseSources {

    @Test
    void holdsForAFilledQueue() {
      SourceContract.of(
              () -> filledQueue(trips(0, 90), trips(0, 0), trips(90, 91), trips(91, ROWS)))
          .expecting(TABLE)
          .check();
    }

    @Test
    void holdsForAQueueThatIsFilledByAnotherThread() {
      SourceContract.of(SourcesContractTest::queueWithProducer).expecting(TABLE).check();
    }

    @Test
    void holdsForAPublisher() {
      List<Table> tables = List.of(trips(0, 90), trips(90, 91), trips(0, 0), trips(91, ROWS));
      Source source = Sources.publisher(TRIPS, new SynchronousPublisher(tables));

      SourceContract.of(source).expecting(TABLE).check();
    }
  }

  /** A queue of capacity 1 that a thread fills until the reader is closed. */
  private static QueueSource queueWithProducer() {
    QueueSource queue = Sources.queue(TRIPS, 1);
    Thread producer =
        new Thread(
            () -> {
              try {
                for (int from = 0; from < ROWS; from += 23) {
                  queue.put(trips(from, from + 23));
                }
              } catch (IllegalStateException readerClosed) {
                return;
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              queue.close();
            },
            "producer");
    producer.setDaemon(true);
    producer.start();
    return queue;
  }

  /** Publishes the requested number of tables on the thread of the subscriber. */
  private record SynchronousPublisher(List<Table> tables) implements Flow.Publisher<Table> {

    @Override
    public void subscribe(Flow.Subscriber<? super Table> subscriber) {
      subscriber.onSubscribe(
          new Flow.Subscription() {
            private final List<Table> left = new ArrayList<>(tables);
            private boolean done;

            @Override
            public void request(long count) {
              for (long i = 0; i < count && !left.isEmpty(); i++) {
                subscriber.onNext(left.remove(0));
              }
              if (left.isEmpty() && !done) {
                done = true;
                subscriber.onComplete();
              }
            }

            @Override
            public void cancel() {
              left.clear();
              done = true;
            }
          });
    }
  }
}
