package org.bandsaw.stage;

import org.bandsaw.state.StateCorruptException;

/**
 * The arithmetic of a window over rows. Its state is a record of doubles (the sum, then a ring of
 * values) and of longs (where the next value goes, how many places are filled, how many of these
 * are not missing), all zero at the start, so that a window per key is a record among others.
 *
 * @param isLag whether the value so many rows ago is wanted, rather than a mean
 * @param rows the length of the ring
 * @param minRows the values that a mean needs
 * @param withCurrent whether a mean includes the current row
 */
record Window(boolean isLag, int rows, int minRows, boolean withCurrent) {

  static final int SUM = 0;
  static final int RING = 1;
  static final int AT = 0;
  static final int FILLED = 1;
  static final int PRESENT = 2;
  static final int LONGS = 3;

  int doubles() {
    return RING + rows;
  }

  /** Takes in the values of a chunk and answers, for each row, what the window says there. */
  void advance(double[] values, double[] answers, int count, double[] d, long[] l) {
    if (isLag) {
      for (int i = 0; i < count; i++) {
        answers[i] = lagged(values[i], rows, d, 0, l, 0);
      }
    } else {
      means(values, answers, count, d, l);
    }
  }

  /** The same for one value and the record that begins at these places. */
  double step(double value, double[] d, int dAt, long[] l, int lAt) {
    return isLag ? lagged(value, rows, d, dAt, l, lAt) : mean(value, d, dAt, l, lAt);
  }

  private static double lagged(double value, int rows, double[] d, int dAt, long[] l, int lAt) {
    int at = (int) l[lAt + AT];
    boolean full = l[lAt + FILLED] == rows;
    double before = full ? d[dAt + RING + at] : Double.NaN;
    d[dAt + RING + at] = value;
    l[lAt + AT] = at + 1 == rows ? 0 : at + 1;
    if (!full) {
      l[lAt + FILLED]++;
    }
    return before;
  }

  private double mean(double value, double[] d, int dAt, long[] l, int lAt) {
    int at = (int) l[lAt + AT];
    long present = l[lAt + PRESENT];
    double before = present >= minRows ? d[dAt + SUM] / present : Double.NaN;
    double old = 0;
    if (l[lAt + FILLED] == rows) {
      old = d[dAt + RING + at];
      present -= Double.isNaN(old) ? 0 : 1;
    } else {
      l[lAt + FILLED]++;
    }
    present += Double.isNaN(value) ? 0 : 1;
    double sum = d[dAt + SUM] + (Double.isNaN(value) ? 0 : value) - (Double.isNaN(old) ? 0 : old);
    d[dAt + RING + at] = value;
    if (at == rows - 1 || Double.isInfinite(old)) {
      sum = exactSum(d, dAt + RING, rows);
    }
    d[dAt + SUM] = sum;
    l[lAt + AT] = at + 1 == rows ? 0 : at + 1;
    l[lAt + PRESENT] = present;
    if (!withCurrent) {
      return before;
    }
    return present >= minRows ? sum / present : Double.NaN;
  }

  /** What {@link #mean} does, with the state in local variables. */
  private void means(double[] values, double[] answers, int count, double[] d, long[] l) {
    int last = rows - 1;
    int least = minRows;
    boolean current = withCurrent;
    int at = (int) l[AT];
    int filled = (int) l[FILLED];
    int present = (int) l[PRESENT];
    double sum = d[SUM];
    for (int i = 0; i < count; i++) {
      double value = values[i];
      double before = present >= least ? sum / present : Double.NaN;
      double old = 0;
      if (filled > last) {
        old = d[RING + at];
        present -= Double.isNaN(old) ? 0 : 1;
      } else {
        filled++;
      }
      present += Double.isNaN(value) ? 0 : 1;
      sum = sum + (Double.isNaN(value) ? 0 : value) - (Double.isNaN(old) ? 0 : old);
      d[RING + at] = value;
      if (at == last || Double.isInfinite(old)) {
        sum = exactSum(d, RING, rows);
      }
      at = at == last ? 0 : at + 1;
      answers[i] = !current ? before : present >= least ? sum / present : Double.NaN;
    }
    d[SUM] = sum;
    l[AT] = at;
    l[FILLED] = filled;
    l[PRESENT] = present;
  }

  /** The sum of what is there, in the order of the ring; called when the ring is full. */
  private static double exactSum(double[] d, int from, int count) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      double value = d[i];
      sum += Double.isNaN(value) ? 0 : value;
    }
    return sum;
  }

  /** Whether a record that was read can be this window's. */
  void check(long[] l, int lAt, int longs, int doubles) {
    if (longs != LONGS || doubles != doubles()) {
      throw new StateCorruptException(
          "a window of " + rows + " rows was expected, not one of " + (doubles - RING));
    }
    boolean fits =
        l[lAt + AT] >= 0
            && l[lAt + AT] < rows
            && l[lAt + FILLED] >= 0
            && l[lAt + FILLED] <= rows
            && l[lAt + PRESENT] >= 0
            && l[lAt + PRESENT] <= l[lAt + FILLED];
    if (!fits) {
      throw new StateCorruptException("a window's place lies outside the window");
    }
  }
}
