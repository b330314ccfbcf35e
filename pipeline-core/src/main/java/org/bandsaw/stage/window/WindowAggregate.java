package org.bandsaw.stage.window;

import org.bandsaw.state.StateCorruptException;

/**
 * A function of the last rows. The doubles of its record are the sum or the extreme, then a ring of
 * values. The longs are the position of the next value in the ring, the number of elements filled,
 * and the number of these that are not missing.
 *
 * @param rows the length of the ring
 * @param minRows the values that a statistic needs
 * @param includesCurrentRow whether a statistic includes the current row
 * @param ddof subtracted from the number of values in a standard deviation
 */
record WindowAggregate(
    WindowFunction function, int rows, int minRows, boolean includesCurrentRow, int ddof)
    implements Aggregate {

  /** A statistic, the value that many rows ago, or the difference from it to the current value. */
  enum WindowFunction {
    MEAN,
    STD,
    MIN,
    MAX,
    COUNT,
    LAG,
    DIFFERENCE
  }

  static final int SUM_INDEX = 0;
  static final int RING_START = 1;
  static final int POSITION_INDEX = 0;
  static final int FILLED_INDEX = 1;
  static final int PRESENT_INDEX = 2;
  static final int LONG_COUNT = 3;

  @Override
  public int doubleCount() {
    return RING_START + rows;
  }

  @Override
  public int longCount() {
    return LONG_COUNT;
  }

  /** Adds the values of a chunk and writes the result for each of their rows. */
  void updateAll(double[] values, double[] results, int count, double[] d, long[] l) {
    switch (function) {
      case MEAN -> updateMeans(values, results, count, d, l);
      case LAG -> {
        for (int i = 0; i < count; i++) {
          results[i] = updateLag(values[i], rows, d, 0, l, 0);
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          results[i] = update(values[i], d, 0, l, 0);
        }
      }
    }
  }

  @Override
  public double update(double value, double[] d, int dAt, long[] l, int lAt) {
    return switch (function) {
      case MEAN -> updateMean(value, d, dAt, l, lAt);
      case LAG -> updateLag(value, rows, d, dAt, l, lAt);
      case DIFFERENCE -> value - updateLag(value, rows, d, dAt, l, lAt);
      case STD, MIN, MAX, COUNT -> updateByScan(value, d, dAt, l, lAt);
    };
  }

  private static double updateLag(double value, int rows, double[] d, int dAt, long[] l, int lAt) {
    int at = (int) l[lAt + POSITION_INDEX];
    boolean full = l[lAt + FILLED_INDEX] == rows;
    double before = full ? d[dAt + RING_START + at] : Double.NaN;
    d[dAt + RING_START + at] = value;
    l[lAt + POSITION_INDEX] = at + 1 == rows ? 0 : at + 1;
    if (!full) {
      l[lAt + FILLED_INDEX]++;
    }
    return before;
  }

  private double updateMean(double value, double[] d, int dAt, long[] l, int lAt) {
    int at = (int) l[lAt + POSITION_INDEX];
    long present = l[lAt + PRESENT_INDEX];
    double before = present >= minRows ? d[dAt + SUM_INDEX] / present : Double.NaN;
    double old = 0;
    if (l[lAt + FILLED_INDEX] == rows) {
      old = d[dAt + RING_START + at];
      present -= Double.isNaN(old) ? 0 : 1;
    } else {
      l[lAt + FILLED_INDEX]++;
    }
    present += Double.isNaN(value) ? 0 : 1;
    double sum =
        d[dAt + SUM_INDEX] + (Double.isNaN(value) ? 0 : value) - (Double.isNaN(old) ? 0 : old);
    d[dAt + RING_START + at] = value;
    if (at == rows - 1 || Double.isInfinite(old)) {
      sum = exactSum(d, dAt + RING_START, rows);
    }
    d[dAt + SUM_INDEX] = sum;
    l[lAt + POSITION_INDEX] = at + 1 == rows ? 0 : at + 1;
    l[lAt + PRESENT_INDEX] = present;
    if (!includesCurrentRow) {
      return before;
    }
    return present >= minRows ? sum / present : Double.NaN;
  }

  /** A statistic that scans the window, or an extreme. */
  private double updateByScan(double value, double[] d, int dAt, long[] l, int lAt) {
    double before = includesCurrentRow ? Double.NaN : result(d, dAt, l, lAt);
    int at = (int) l[lAt + POSITION_INDEX];
    long present = l[lAt + PRESENT_INDEX];
    double old = Double.NaN;
    if (l[lAt + FILLED_INDEX] == rows) {
      old = d[dAt + RING_START + at];
      present -= Double.isNaN(old) ? 0 : 1;
    } else {
      l[lAt + FILLED_INDEX]++;
    }
    boolean isFirst = present == 0;
    present += Double.isNaN(value) ? 0 : 1;
    d[dAt + RING_START + at] = value;
    l[lAt + POSITION_INDEX] = at + 1 == rows ? 0 : at + 1;
    l[lAt + PRESENT_INDEX] = present;
    if (function == WindowFunction.MIN || function == WindowFunction.MAX) {
      updateExtreme(value, old, isFirst, d, dAt, (int) l[lAt + FILLED_INDEX]);
    }
    return includesCurrentRow ? result(d, dAt, l, lAt) : before;
  }

  /** The window is scanned only when its extreme leaves it. */
  private void updateExtreme(
      double value, double old, boolean isFirst, double[] d, int dAt, int filled) {
    double extreme = d[dAt + SUM_INDEX];
    if (isFirst) {
      extreme = Double.isNaN(value) ? 0 : value;
    } else if (old == extreme) {
      extreme = Double.NaN;
      for (int i = dAt + RING_START; i < dAt + RING_START + filled; i++) {
        extreme = Double.isNaN(extreme) ? d[i] : moreExtreme(extreme, d[i]);
      }
    } else {
      extreme = moreExtreme(extreme, value);
    }
    d[dAt + SUM_INDEX] = extreme;
  }

  private double moreExtreme(double extreme, double value) {
    if (Double.isNaN(value)) {
      return extreme;
    }
    return function == WindowFunction.MIN ? Math.min(extreme, value) : Math.max(extreme, value);
  }

  private double result(double[] d, int dAt, long[] l, int lAt) {
    long present = l[lAt + PRESENT_INDEX];
    if (function == WindowFunction.COUNT) {
      return present >= minRows ? present : Double.NaN;
    }
    if (present < Math.max(1, minRows)) {
      return Double.NaN;
    }
    return function == WindowFunction.STD
        ? deviation(d, dAt + RING_START, (int) l[lAt + FILLED_INDEX], present)
        : d[dAt + SUM_INDEX];
  }

  /** Returns the standard deviation, in two passes in the order of the ring. */
  private double deviation(double[] d, int from, int filled, long present) {
    if (present - ddof < 1) {
      return Double.NaN;
    }
    double mean = exactSum(d, from, filled) / present;
    double squares = 0;
    for (int i = from; i < from + filled; i++) {
      double difference = d[i] - mean;
      squares += Double.isNaN(d[i]) ? 0 : difference * difference;
    }
    return Math.sqrt(squares / (present - ddof));
  }

  /** The same as {@link #updateMean} for each value, with the state in local variables. */
  private void updateMeans(double[] values, double[] results, int count, double[] d, long[] l) {
    int last = rows - 1;
    int needed = minRows;
    boolean current = includesCurrentRow;
    int at = (int) l[POSITION_INDEX];
    int filled = (int) l[FILLED_INDEX];
    int present = (int) l[PRESENT_INDEX];
    double sum = d[SUM_INDEX];
    for (int i = 0; i < count; i++) {
      double value = values[i];
      double before = present >= needed ? sum / present : Double.NaN;
      double old = 0;
      if (filled > last) {
        old = d[RING_START + at];
        present -= Double.isNaN(old) ? 0 : 1;
      } else {
        filled++;
      }
      present += Double.isNaN(value) ? 0 : 1;
      sum = sum + (Double.isNaN(value) ? 0 : value) - (Double.isNaN(old) ? 0 : old);
      d[RING_START + at] = value;
      if (at == last || Double.isInfinite(old)) {
        sum = exactSum(d, RING_START, rows);
      }
      at = at == last ? 0 : at + 1;
      results[i] = !current ? before : present >= needed ? sum / present : Double.NaN;
    }
    d[SUM_INDEX] = sum;
    l[POSITION_INDEX] = at;
    l[FILLED_INDEX] = filled;
    l[PRESENT_INDEX] = present;
  }

  /** Returns the sum of the values that are not missing, in the order of the ring. */
  private static double exactSum(double[] d, int from, int count) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      double value = d[i];
      sum += Double.isNaN(value) ? 0 : value;
    }
    return sum;
  }

  @Override
  public void validate(double[] d, int dAt, long[] l, int lAt) {
    boolean fits =
        l[lAt + POSITION_INDEX] >= 0
            && l[lAt + POSITION_INDEX] < rows
            && l[lAt + FILLED_INDEX] >= 0
            && l[lAt + FILLED_INDEX] <= rows
            && l[lAt + PRESENT_INDEX] >= 0
            && l[lAt + PRESENT_INDEX] <= l[lAt + FILLED_INDEX];
    if (!fits) {
      throw new StateCorruptException("a position in a window is outside the window");
    }
  }
}
