package org.bandsaw.data;

/**
 * One row, read by name or by position. Valid during the call that received it; not to be kept.
 *
 * <p>Reading by name costs a comparison of references, not a look-up, when the same names are asked
 * for in the same order for every row, as a lambda does. Every method that takes a name throws
 * {@link SchemaException} when there is no such column.
 */
public interface RowView {

  /** The columns of this row. */
  Schema schema();

  /** The source row this is, from 0. */
  long sourceRow();

  /**
   * A number of any numeric type, or a boolean as 0 and 1; NaN when missing.
   *
   * @throws ClassCastException naming the column and its type when it holds no number
   */
  double number(String column);

  /** As {@link #number(String)}, by position. */
  double number(int column);

  /** The value as text, whatever its type; the empty text when missing. */
  String text(String column);

  /** As {@link #text(String)}, by position. */
  String text(int column);

  /** Whether the value is missing. */
  boolean isMissing(String column);

  /** As {@link #isMissing(String)}, by position. */
  boolean isMissing(int column);
}
