package org.bandsaw.sink;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.bandsaw.data.Schema;

/**
 * A file with one JSON object for each row and line; made by {@link Sinks#jsonLines}.
 *
 * <p>UTF-8, keys in the order of the columns. A missing value is {@code null}; a column that was
 * born in a later row than this one is left out. Dates and times are strings as in {@code
 * 2024-05-17T08:15:30}. Doubles are the shortest decimals that read back as the same number; JSON
 * has no infinite numbers, so those are the strings {@code "Infinity"} and {@code "-Infinity"}, as
 * Jackson writes them.
 *
 * @param file is replaced; its folder must exist
 * @param columns those to write, in this order; empty for all, those that grow included
 * @param wantsPrediction whether to write {@code prediction}, last among the declared columns, or
 *     last among the chosen unless it is one of them
 */
public record JsonLinesSink(Path file, List<String> columns, boolean wantsPrediction)
    implements Sink {

  public JsonLinesSink {
    ColumnSelection.fileName(file);
    columns = ColumnSelection.requireDistinct(columns);
  }

  /** The same with only these columns, in this order; they may be ones that grow later. */
  public JsonLinesSink columns(String... only) {
    return new JsonLinesSink(file, Arrays.asList(only), wantsPrediction);
  }

  /** The same with a key {@code prediction}, made before the row was learned. */
  public JsonLinesSink withPrediction() {
    return new JsonLinesSink(file, columns, true);
  }

  @Override
  public String name() {
    return ColumnSelection.fileName(file);
  }

  @Override
  public SinkRun open(Schema rows) throws IOException {
    List<String> chosen =
        columns.isEmpty() ? List.of() : ColumnSelection.of(rows, columns, wantsPrediction);
    if (!rows.isOpenEnded()) {
      chosen.forEach(rows::indexOf);
    }
    return new JsonLinesSinkRun(TextFile.create(file, name()), chosen);
  }
}
