package org.bandsaw.sink;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.bandsaw.data.Schema;

/**
 * A file with one line per row, each a JSON object; made by {@link Sinks#jsonLines}.
 *
 * <p>The encoding is UTF-8, and keys are in the order of the columns. A missing value is {@code
 * null}. A dynamic column is omitted before the row in which it was first seen. Dates and times are
 * strings such as {@code 2024-05-17T08:15:30}. Doubles are the shortest decimals that are read back
 * as the same number. JSON has no infinite numbers; they are the strings {@code "Infinity"} and
 * {@code "-Infinity"}, as in Jackson.
 *
 * @param file replaced if it exists; its directory must exist
 * @param columns columns to write, in this order; empty for all, including dynamic ones
 * @param wantsPrediction whether to write the column {@code prediction}, as the last of the
 *     declared columns, or the last of the selected ones unless it is selected
 */
public record JsonLinesSink(Path file, List<String> columns, boolean wantsPrediction)
    implements Sink {

  public JsonLinesSink {
    ColumnSelection.fileName(file);
    columns = ColumnSelection.requireDistinct(columns);
  }

  /** Returns a sink with only these columns, in this order. They may be dynamic columns. */
  public JsonLinesSink columns(String... names) {
    return new JsonLinesSink(file, Arrays.asList(names), wantsPrediction);
  }

  /** Returns a sink with the key {@code prediction}, made before the row was learned. */
  public JsonLinesSink withPrediction() {
    return new JsonLinesSink(file, columns, true);
  }

  @Override
  public String name() {
    return ColumnSelection.fileName(file);
  }

  @Override
  public SinkRun open(Schema rows) throws IOException {
    List<String> selected =
        columns.isEmpty() ? List.of() : ColumnSelection.of(rows, columns, wantsPrediction);
    if (!rows.isOpenEnded()) {
      selected.forEach(rows::indexOf); // throws for an unknown column
    }
    return new JsonLinesSinkRun(TextFile.create(file, name()), selected);
  }
}
