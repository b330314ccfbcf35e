package org.bandsaw.report;

import java.util.Locale;
import org.bandsaw.data.BandsawException;

/**
 * Whether several runs of a pipeline, with other chunks, retries and threads, have equal results.
 */
public sealed interface Consistency {

  /**
   * All runs have the same rows, predictions, scores and trained pipeline, bit for bit.
   *
   * @param runs the number of runs that were compared with the reference run
   * @param rows the committed rows of each run
   */
  record Equal(int runs, long rows) implements Consistency {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "equal: %d runs of %d rows gave the same", runs, rows);
    }
  }

  /**
   * The first difference between two runs.
   *
   * @param runs a description of the two runs
   * @param stage the first stage after which the runs differ, or the learner
   * @param row the source row, from 0; -1 if the difference is not in a row
   * @param column the column, or what else differs, such as {@code scores}
   * @param first the value in the first run; empty if missing
   * @param second the value in the second run; empty if missing
   */
  record Different(String runs, String stage, long row, String column, String first, String second)
      implements Consistency {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "different (%s): after '%s', %scolumn '%s' is %s and %s. The output for a row may depend"
              + " on that row and earlier rows only, never on chunk boundaries, other attempts or"
              + " the time",
          runs,
          stage,
          row < 0 ? "" : "row " + row + ", ",
          column,
          quoted(first),
          quoted(second));
    }

    private static String quoted(String value) {
      return value.isEmpty() ? "missing" : "'" + value + "'";
    }
  }

  /** Returns whether all runs have equal results. */
  default boolean isEqual() {
    return this instanceof Equal;
  }

  /**
   * Returns this if all runs have equal results.
   *
   * @throws BandsawException if they have not; the message is the first difference
   */
  default Consistency orThrow() {
    if (isEqual()) {
      return this;
    }
    throw new BandsawException(toString());
  }
}
