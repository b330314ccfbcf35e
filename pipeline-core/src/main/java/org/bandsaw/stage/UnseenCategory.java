package org.bandsaw.stage;

/** What {@link OneHot} does with a value for which it has no column. */
public enum UnseenCategory {
  /**
   * Makes a column while learning, and leaves all columns 0 when applied (once there are as many
   * columns as may be: {@code column__other}).
   */
  GROW,
  /** Sets the column {@code column__other}, which is there from the start. */
  OTHER,
  /** Stops with an exception that names value and row. */
  FAIL
}
