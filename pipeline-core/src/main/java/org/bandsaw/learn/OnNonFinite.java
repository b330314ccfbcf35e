package org.bandsaw.learn;

/** What happens to a row whose target or one of whose features is missing or infinite. */
public enum OnNonFinite {
  /**
   * The row is neither scored nor learned; sinks still receive it, with a prediction if only the
   * target is missing, and the report counts it. The default.
   */
  SKIP,
  /** The run fails, naming the column, the row and the value. */
  FAIL
}
