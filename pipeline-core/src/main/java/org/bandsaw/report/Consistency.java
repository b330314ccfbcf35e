package org.bandsaw.report;

import java.util.Locale;
import org.bandsaw.data.BandsawException;

/** Whether a pipeline gives the same whatever its chunks, retries and threads. */
public sealed interface Consistency {

  /**
   * All runs gave the same rows, predictions, scores and trained pipeline, bit for bit.
   *
   * @param runs how many runs were compared with the first one
   * @param rows committed rows of each
   */
  record Equal(int runs, long rows) implements Consistency {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "equal: %d runs of %d rows gave the same", runs, rows);
    }
  }

  /**
   * Two runs differ; this is the first difference.
   *
   * @param runs the two runs, in words
   * @param stage the first step after which they differ, or the learner
   * @param row the source row, from 0; -1 when rows are equal and what was learned differs
   * @param column the column
   * @param first the value in the first run; empty when missing
   * @param second the value in the second run
   */
  record Different(String runs, String stage, long row, String column, String first, String second)
      implements Consistency {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "different (%s): after '%s', %scolumn '%s' is %s and %s. What comes out for a row may"
              + " depend on that row and earlier ones only, never on where a chunk begins, on"
              + " another attempt or on the time",
          runs,
          stage,
          row < 0 ? "" : "row " + row + ", ",
          column,
          shown(first),
          shown(second));
    }

    private static String shown(String value) {
      return value.isEmpty() ? "missing" : "'" + value + "'";
    }
  }

  /** Whether all runs gave the same. */
  default boolean isEqual() {
    return this instanceof Equal;
  }

  /**
   * Answers this if all is equal.
   *
   * @throws BandsawException that says the first difference
   */
  default Consistency orThrow() {
    if (isEqual()) {
      return this;
    }
    throw new BandsawException(toString());
  }
}
