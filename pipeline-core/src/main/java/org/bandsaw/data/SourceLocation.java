package org.bandsaw.data;

/**
 * The location of a value or a record in a source.
 *
 * @param source the file, or the name of the source or stage
 * @param line the line at which the record begins, from 1; 0 if the source has no lines
 * @param row the row of the source, from 0; -1 before the first row
 * @param column the name of the column; empty if the whole record is meant
 */
public record SourceLocation(String source, long line, long row, String column) {

  /** Returns the location, as in {@code trips.csv:4711, row 4709, column 'fare'}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(source);
    if (line > 0) {
      text.append(':').append(line);
    }
    if (row >= 0) {
      text.append(", row ").append(row);
    }
    if (!column.isEmpty()) {
      text.append(", column '").append(column).append('\'');
    }
    return text.toString();
  }
}
