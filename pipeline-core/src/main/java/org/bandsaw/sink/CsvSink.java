package org.bandsaw.sink;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;

/**
 * A CSV file as in RFC 4180; made by {@link Sinks#csv}.
 *
 * <p>UTF-8, a header line, {@code \n} at line ends. A missing value is an empty cell, or {@code ""}
 * where it is the only cell of its line. A text stands in quotes when it holds the delimiter, a
 * quote or a line break, or begins or ends with a space or a tab; half a surrogate pair becomes
 * U+FFFD. Doubles are the shortest decimals that read back as the same number; infinite ones are
 * {@code Infinity} and {@code -Infinity}.
 *
 * <p>All columns must be known at the beginning, unless some are chosen.
 *
 * @param file is replaced; its folder must exist
 * @param delimiter what stands between cells
 * @param columns those to write, in this order; empty for all
 * @param wantsPrediction whether to write {@code prediction}, last unless it is among the chosen
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
              + "' cannot stand between cells, since numbers, times or quotes contain it; use a"
              + " comma, a semicolon, a bar or a tab");
    }
  }

  /** The same with another delimiter: a tab, or an ASCII sign that no number or time contains. */
  public CsvSink delimiter(char other) {
    return new CsvSink(file, other, columns, wantsPrediction);
  }

  /** The same with only these columns, in this order; columns that grow later then do no harm. */
  public CsvSink columns(String... only) {
    return new CsvSink(file, delimiter, Arrays.asList(only), wantsPrediction);
  }

  /** The same with a column {@code prediction}, made before the row was learned. */
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
              + "' writes a header and needs all columns at the beginning, but columns may appear"
              + " while data passes. Declare them where they come from, choose some with"
              + " columns(…), or write Sinks.jsonLines");
    }
    List<String> names = ColumnSelection.of(rows, columns, wantsPrediction);
    names.forEach(rows::indexOf);
    return CsvSinkRun.open(TextFile.create(file, name()), names, (byte) delimiter);
  }
}
