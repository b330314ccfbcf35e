package org.bandsaw.sink;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;

/**
 * A CSV file according to RFC 4180; made by {@link Sinks#csv}.
 *
 * <p>The encoding is UTF-8, the first line is a header, and lines end with {@code \n}. A missing
 * value is an empty cell, or {@code ""} if the file has a single column. A text is quoted if it
 * contains the delimiter, a quote or a line end, or starts or ends with a space or a tab; an
 * unpaired surrogate becomes U+FFFD. Doubles are the shortest decimals that are read back as the
 * same number; infinite numbers are {@code Infinity} and {@code -Infinity}.
 *
 * <p>All columns must be known when the sink is opened, unless columns are selected.
 *
 * @param file replaced if it exists; its directory must exist
 * @param delimiter the delimiter between cells
 * @param columns columns to write, in this order; empty for all
 * @param wantsPrediction whether to write the column {@code prediction}, as the last one unless it
 *     is selected
 */
public record CsvSink(Path file, char delimiter, List<String> columns, boolean wantsPrediction)
    implements Sink {

  public CsvSink {
    ColumnSelection.fileName(file);
    columns = ColumnSelection.requireDistinct(columns);
    if (delimiter != '\t'
        && (delimiter < ' '
            || delimiter > '~'
            || Character.isLetterOrDigit(delimiter)
            || "\".+-:".indexOf(delimiter) >= 0)) {
      throw new IllegalArgumentException(
          "'"
              + delimiter
              + "' cannot be the delimiter, since numbers, times or quotes may contain it; use a"
              + " comma, a semicolon, a vertical bar or a tab");
    }
  }

  /**
   * Returns a sink with another delimiter: a tab, or an ASCII character that is not part of a
   * number or a time. Default: a comma.
   */
  public CsvSink delimiter(char newDelimiter) {
    return new CsvSink(file, newDelimiter, columns, wantsPrediction);
  }

  /** Returns a sink with only these columns, in this order. Other columns may then be dynamic. */
  public CsvSink columns(String... names) {
    return new CsvSink(file, delimiter, Arrays.asList(names), wantsPrediction);
  }

  /** Returns a sink with the column {@code prediction}, made before the row was learned. */
  public CsvSink withPrediction() {
    return new CsvSink(file, delimiter, columns, true);
  }

  @Override
  public String name() {
    return ColumnSelection.fileName(file);
  }

  @Override
  public boolean needsFixedColumns() {
    return columns.isEmpty();
  }

  @Override
  public SinkRun open(Schema rows) throws IOException {
    if (rows.isOpenEnded() && needsFixedColumns()) {
      throw new SchemaException(
          "sink '"
              + name()
              + "' writes a header and needs all columns when it is opened, but the pipeline has"
              + " dynamic columns. Declare them in their stage, select columns with columns(…), or"
              + " use Sinks.jsonLines");
    }
    List<String> names = ColumnSelection.of(rows, columns, wantsPrediction);
    names.forEach(rows::indexOf);
    return CsvSinkRun.open(TextFile.create(file, name()), names, (byte) delimiter);
  }
}
