package org.bandsaw.stage;

/**
 * What an encoder does with a value that it has not seen: {@link OneHot}, {@link OrdinalEncode}.
 */
public enum UnseenCategory {
  /**
   * Adds a column while learning. When applied, all columns are 0, or {@code column__other} is 1 if
   * the maximum number of columns is reached.
   */
  GROW,
  /** Sets the column {@code column__other}, which exists from the start. */
  OTHER,
  /** Throws an exception that names the value and the row. */
  FAIL
}
