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

/** Ready-made sources. */
public final class Sources {

  private Sources() {}

  /**
   * A file of separated values, unpacked if its name ends in {@code .gz}; called by its file name.
   * It is opened anew, from its beginning, by every run.
   */
  public static CsvSource csv(Path file) {
    Path last = file.getFileName();
    return csv((last == null ? file : last).toString(), new FileOpener(file));
  }

  /**
   * Separated values from wherever {@code open} gets them, unpacked if the name ends in {@code
   * .gz}.
   *
   * @param name what errors and reports call it
   * @param open called once by every run; must begin from the first byte each time
   */
  public static CsvSource csv(String name, Callable<InputStream> open) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(open, "open");
    return new CsvSource(name, open, new CsvOptions());
  }

  /** A table's rows. It is not copied before it is read: leave it as it is until then. */
  public static Replayable table(Table table) {
    String name = table.name();
    return new TablesSource(name == null ? "table" : name, Schema.of(table), List.of(table));
  }

  /**
   * The rows of tables, one after another, each of which must have this schema, in whatever order
   * its columns stand. The tables are iterated anew by each run, and taken one at a time.
   */
  public static Replayable tables(Schema schema, Iterable<Table> tables) {
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(tables, "tables");
    return new TablesSource("tables", schema, tables);
  }

  /**
   * A queue that other threads fill while the job runs.
   *
   * @param capacity how many tables may wait in it, at least 1
   */
  public static QueueSource queue(Schema schema, int capacity) {
    return new QueueSource(Objects.requireNonNull(schema, "schema"), capacity);
  }

  /**
   * The tables of a publisher, which is subscribed to anew by each run. At most two tables that
   * were not read yet are asked for. Its error is the cause of a {@link SourceFailedException}.
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
