package org.bandsaw.stage;

import org.bandsaw.state.StateCorruptException;

/**
 * The arithmetic of a window over rows. Its state is a record of doubles (the sum or the extreme,
 * then a ring of values) and of longs (where the next value goes, how many places are filled, how
 * many of these are not missing).
 *
 * @param rows the length of the ring
 * @param minRows the values that a statistic needs
 * @param withCurrent whether a statistic includes the current row
 * @param ddof what is taken from the number of values under a deviation
 */
record Window(Answer answer, int rows, int minRows, boolean withCurrent, int ddof)
    implements History {

  /** What is wanted: a statistic, the value so many rows ago, or how far the current one is on. */
  enum Answer {
    MEAN,
    STD,
    MIN,
    MAX,
    COUNT,
    LAG,
    DIFFERENCE
  }

  static final int SUM = 0;
  static final int RING = 1;
  static final int AT = 0;
  static final int FILLED = 1;
  static final int PRESENT = 2;
  static final int LONGS = 3;

  @Override
  public int doubles() {
    return RING + rows;
  }

  @Override
  public int longs() {
    return LONGS;
  }

  /** Takes in the values of a chunk and answers, for each row, what the window says there. */
  void advance(double[] values, double[] answers, int count, double[] d, long[] l) {
    switch (answer) {
      case MEAN -> means(values, answers, count, d, l);
      case LAG -> {
        for (int i = 0; i < count; i++) {
          answers[i] = lagged(values[i], rows, d, 0, l, 0);
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          answers[i] = step(values[i], d, 0, l, 0);
        }
      }
    }
  }

  @Override
  public double step(double value, double[] d, int dAt, long[] l, int lAt) {
    return switch (answer) {
      case MEAN -> mean(value, d, dAt, l, lAt);
      case LAG -> lagged(value, rows, d, dAt, l, lAt);
      case DIFFERENCE -> value - lagged(value, rows, d, dAt, l, lAt);
      case STD, MIN, MAX, COUNT -> looked(value, d, dAt, l, lAt);
    };
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

  /** A statistic for which the window is looked through, or an extreme of it kept. */
  private double looked(double value, double[] d, int dAt, long[] l, int lAt) {
    double before = withCurrent ? Double.NaN : seen(d, dAt, l, lAt);
    int at = (int) l[lAt + AT];
    long present = l[lAt + PRESENT];
    double old = Double.NaN;
    if (l[lAt + FILLED] == rows) {
      old = d[dAt + RING + at];
      present -= Double.isNaN(old) ? 0 : 1;
    } else {
      l[lAt + FILLED]++;
    }
    boolean isFirst = present == 0;
    present += Double.isNaN(value) ? 0 : 1;
    d[dAt + RING + at] = value;
    l[lAt + AT] = at + 1 == rows ? 0 : at + 1;
    l[lAt + PRESENT] = present;
    if (answer == Answer.MIN || answer == Answer.MAX) {
      keepExtreme(value, old, isFirst, d, dAt, (int) l[lAt + FILLED]);
    }
    return withCurrent ? seen(d, dAt, l, lAt) : before;
  }

  /** The window is looked through only when its extreme leaves it, so once in a while. */
  private void keepExtreme(
      double value, double old, boolean isFirst, double[] d, int dAt, int filled) {
    double extreme = d[dAt + SUM];
    if (isFirst) {
      extreme = Double.isNaN(value) ? 0 : value;
    } else if (old == extreme) {
      extreme = Double.NaN;
      for (int i = dAt + RING; i < dAt + RING + filled; i++) {
        extreme = Double.isNaN(extreme) ? d[i] : further(extreme, d[i]);
      }
    } else {
      extreme = further(extreme, value);
    }
    d[dAt + SUM] = extreme;
  }

  private double further(double extreme, double value) {
    if (Double.isNaN(value)) {
      return extreme;
    }
    return answer == Answer.MIN ? Math.min(extreme, value) : Math.max(extreme, value);
  }

  private double seen(double[] d, int dAt, long[] l, int lAt) {
    long present = l[lAt + PRESENT];
    if (answer == Answer.COUNT) {
      return present >= minRows ? present : Double.NaN;
    }
    if (present < Math.max(1, minRows)) {
      return Double.NaN;
    }
    return answer == Answer.STD
        ? deviation(d, dAt + RING, (int) l[lAt + FILLED], present)
        : d[dAt + SUM];
  }

  /** In two passes, in the order of the ring. */
  private double deviation(double[] d, int from, int filled, long present) {
    if (present - ddof < 1) {
      return Double.NaN;
    }
    double mean = exactSum(d, from, filled) / present;
    double squares = 0;
    for (int i = from; i < from + filled; i++) {
      double off = d[i] - mean;
      squares += Double.isNaN(d[i]) ? 0 : off * off;
    }
    return Math.sqrt(squares / (present - ddof));
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

  /** The sum of what is there, in the order of the ring. */
  private static double exactSum(double[] d, int from, int count) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      double value = d[i];
      sum += Double.isNaN(value) ? 0 : value;
    }
    return sum;
  }

  @Override
  public void check(double[] d, int dAt, long[] l, int lAt) {
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
