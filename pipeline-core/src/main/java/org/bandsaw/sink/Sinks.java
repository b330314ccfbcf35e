package org.bandsaw.sink;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import tech.tablesaw.api.Table;

/**
 * Ready-made sinks: immutable descriptions. Each takes the columns of the last step, or those that
 * {@code columns(…)} names, and on {@code withPrediction()} also {@code prediction}: what the model
 * said before it learned the row, missing where no prediction was made.
 */
public final class Sinks {

  private Sinks() {}

  /**
   * A CSV file as in RFC 4180, in UTF-8 with a header line and {@code \n} at line ends.
   *
   * @param file is replaced; its folder must exist
   */
  public static CsvSink csv(Path file) {
    return new CsvSink(file, ',', List.of(), false);
  }

  /**
   * A file with one JSON object for each row and line, in UTF-8.
   *
   * @param file is replaced; its folder must exist
   */
  public static JsonLinesSink jsonLines(Path file) {
    return new JsonLinesSink(file, List.of(), false);
  }

  /**
   * A function that is handed each committed chunk as a table of its own, in order, on the run's
   * thread; chunks without rows are left out. What it throws ends the run.
   *
   * @param name what errors and reports call it
   */
  public static CallbackSink callback(String name, Consumer<Table> consumer) {
    return new CallbackSink(name, consumer, List.of(), false);
  }
}
