package org.bandsaw.source;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Flow;
import org.bandsaw.data.Schema;
import tech.tablesaw.api.Table;

/** Built-in sources. */
public final class Sources {

  private Sources() {}

  /**
   * A CSV file, decompressed if its name ends in {@code .gz}. Its name is the file name. Each run
   * opens it again and reads it from the start.
   */
  public static CsvSource csv(Path file) {
    Path last = file.getFileName();
    return csv((last == null ? file : last).toString(), new FileOpener(file));
  }

  /**
   * A CSV file read from a stream, decompressed if the name ends in {@code .gz}.
   *
   * @param name the name used in messages and reports
   * @param open opens the stream at the first byte; called once per run
   */
  public static CsvSource csv(String name, Callable<InputStream> open) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(open, "open");
    return new CsvSource(name, open, new CsvOptions());
  }

  /** The rows of a table. The table is not copied and must not be modified before it was read. */
  public static Replayable table(Table table) {
    String name = table.name();
    return new TablesSource(name == null ? "table" : name, Schema.of(table), List.of(table));
  }

  /**
   * The rows of several tables, one after another.
   *
   * @param schema schema of all tables, whose columns may be in any order
   * @param tables iterated once per run, one table at a time
   */
  public static Replayable tables(Schema schema, Iterable<Table> tables) {
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(tables, "tables");
    return new TablesSource("tables", schema, tables);
  }

  /**
   * A bounded queue that other threads fill while the job runs.
   *
   * @param capacity maximum number of tables in the queue, at least 1
   */
  public static QueueSource queue(Schema schema, int capacity) {
    return new QueueSource(Objects.requireNonNull(schema, "schema"), capacity);
  }

  /**
   * The tables of a publisher. Each run subscribes to it, and requests at most two tables ahead. An
   * error of the publisher is the cause of a {@link SourceFailedException}.
   */
  public static Source publisher(Schema schema, Flow.Publisher<Table> publisher) {
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(publisher, "publisher");
    return new PublisherSource(schema, publisher);
  }

  private record FileOpener(Path file) implements Callable<InputStream> {
    @Override
    public InputStream call() throws IOException {
      return file.getFileSystem() == FileSystems.getDefault()
          ? new FileInputStream(file.toFile())
          : Files.newInputStream(file);
    }
  }
}
