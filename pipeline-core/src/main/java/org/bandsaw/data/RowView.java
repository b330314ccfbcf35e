package org.bandsaw.data;

/**
 * A row, read by column name or by position. Valid during the call that receives it; it must not be
 * retained.
 *
 * <p>Reading by name takes a comparison of references instead of a look-up if the same names are
 * read in the same order for every row, as in a lambda. Methods with a name throw {@link
 * SchemaException} if there is no such column.
 */
public interface RowView {

  /** Returns the columns of this row. */
  Schema schema();

  /** Returns the source row, from 0. */
  long sourceRow();

  /**
   * Returns a number of any numeric type, or a boolean as 0 or 1; NaN if it is missing.
   *
   * @throws ClassCastException if the column is neither numeric nor boolean; the message names the
   *     column and its type
   */
  double number(String column);

  /** Returns the value of a column by position, as {@link #number(String)} does. */
  double number(int column);

  /** Returns the value of a column of any type as text; the empty text if it is missing. */
  String text(String column);

  /** Returns the value of a column by position, as {@link #text(String)} does. */
  String text(int column);

  /** Returns whether the value of a column is missing. */
  boolean isMissing(String column);

  /** Returns whether the value of a column is missing, by position. */
  boolean isMissing(int column);
}
