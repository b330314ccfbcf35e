package org.bandsaw.learn;

/** What happens to a row with a missing or infinite feature, target or weight. */
public enum OnNonFinite {
  /**
   * The row is neither scored nor learned. Sinks receive it, with a prediction if its features are
   * finite; the report counts it. The default.
   */
  SKIP,
  /** The run fails with an error that names the column and the row. */
  FAIL
}
