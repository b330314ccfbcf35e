package org.bandsaw.sink;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import tech.tablesaw.api.Table;

/**
 * Built-in sinks. Each writes the columns of the last step, or those selected with {@code
 * columns(…)}. With {@code withPrediction()} it also writes the column {@code prediction}: the
 * prediction of the model before it learned the row, missing if none was made.
 */
public final class Sinks {

  private Sinks() {}

  /**
   * A CSV file according to RFC 4180, in UTF-8, with a header line and {@code \n} as the line end.
   *
   * @param file replaced if it exists; its directory must exist
   */
  public static CsvSink csv(Path file) {
    return new CsvSink(file, ',', List.of(), false);
  }

  /**
   * A file in UTF-8 with one line per row, each a JSON object.
   *
   * @param file replaced if it exists; its directory must exist
   */
  public static JsonLinesSink jsonLines(Path file) {
    return new JsonLinesSink(file, List.of(), false);
  }

  /**
   * A function that receives each committed chunk as a table, in order, on the thread of the run.
   * Chunks without rows are skipped. An exception of the function ends the run.
   *
   * @param name the name used in messages and reports
   */
  public static CallbackSink callback(String name, Consumer<Table> consumer) {
    return new CallbackSink(name, consumer, List.of(), false);
  }
}
