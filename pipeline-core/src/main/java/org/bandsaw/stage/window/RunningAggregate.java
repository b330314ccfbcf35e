package org.bandsaw.stage.window;

import org.bandsaw.stage.Statistic;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.stats.Moments;

/**
 * A statistic of all rows so far. The record is that of {@link Moments}; a minimum or maximum is
 * kept in the place of the mean.
 *
 * @param includesCurrentRow whether the statistic includes the current row
 * @param ddof subtracted from the number of values in a standard deviation
 */
record RunningAggregate(Statistic statistic, boolean includesCurrentRow, int ddof)
    implements Aggregate {

  private static final int EXTREME = Moments.MEAN;

  @Override
  public int doubleCount() {
    return Moments.SIZE;
  }

  @Override
  public int longCount() {
    return 0;
  }

  @Override
  public double update(double value, double[] d, int dAt, long[] l, int lAt) {
    double before = includesCurrentRow ? Double.NaN : result(d, dAt);
    switch (statistic) {
      case MEAN, STD -> Moments.add(value, d, dAt);
      case MIN -> {
        if (!Double.isNaN(value)) {
          boolean isFirst = d[dAt + Moments.COUNT]++ == 0;
          d[dAt + EXTREME] = isFirst ? value : Math.min(d[dAt + EXTREME], value);
        }
      }
      case MAX -> {
        if (!Double.isNaN(value)) {
          boolean isFirst = d[dAt + Moments.COUNT]++ == 0;
          d[dAt + EXTREME] = isFirst ? value : Math.max(d[dAt + EXTREME], value);
        }
      }
      case COUNT -> d[dAt + Moments.COUNT] += Double.isNaN(value) ? 0 : 1;
    }
    return includesCurrentRow ? result(d, dAt) : before;
  }

  private double result(double[] d, int at) {
    double count = d[at + Moments.COUNT];
    return switch (statistic) {
      case COUNT -> count;
      case STD -> count - ddof < 1 ? Double.NaN : Math.sqrt(d[at + Moments.M2] / (count - ddof));
      case MEAN, MIN, MAX -> count == 0 ? Double.NaN : d[at + Moments.MEAN];
    };
  }

  @Override
  public void validate(double[] d, int dAt, long[] l, int lAt) {
    double count = d[dAt + Moments.COUNT];
    if (!(count >= 0 && count == Math.rint(count))) {
      throw new StateCorruptException("a number of values cannot be " + count);
    }
  }
}
