package org.bandsaw.stage.window;

import org.bandsaw.stage.Statistic;
import org.bandsaw.state.StateCorruptException;

/**
 * A statistic of all rows so far. A record holds how many values there were and either their mean
 * and M2 by Welford's method or their extreme.
 *
 * @param includesCurrentRow whether the current row is one of them
 * @param ddof what is taken from the number of values under a deviation
 */
public record RunningAggregate(Statistic statistic, boolean includesCurrentRow, int ddof)
    implements Aggregate {

  public static final int COUNT_INDEX = 0;
  public static final int MEAN_INDEX = 1;
  public static final int M2_INDEX = 2;
  public static final int DOUBLE_COUNT = 3;

  @Override
  public int doubleCount() {
    return DOUBLE_COUNT;
  }

  @Override
  public int longCount() {
    return 0;
  }

  @Override
  public double update(double value, double[] d, int dAt, long[] l, int lAt) {
    double before = includesCurrentRow ? Double.NaN : result(d, dAt);
    switch (statistic) {
      case MEAN, STD -> learn(value, d, dAt);
      case MIN -> {
        if (!Double.isNaN(value)) {
          d[dAt + MEAN_INDEX] =
              d[dAt + COUNT_INDEX]++ == 0 ? value : Math.min(d[dAt + MEAN_INDEX], value);
        }
      }
      case MAX -> {
        if (!Double.isNaN(value)) {
          d[dAt + MEAN_INDEX] =
              d[dAt + COUNT_INDEX]++ == 0 ? value : Math.max(d[dAt + MEAN_INDEX], value);
        }
      }
      case COUNT -> d[dAt + COUNT_INDEX] += Double.isNaN(value) ? 0 : 1;
    }
    return includesCurrentRow ? result(d, dAt) : before;
  }

  /** Welford's step for a finite value. */
  public static void learn(double value, double[] d, int at) {
    if (Math.abs(value) <= Double.MAX_VALUE) {
      double difference = value - d[at + MEAN_INDEX];
      d[at + MEAN_INDEX] += difference / ++d[at + COUNT_INDEX];
      d[at + M2_INDEX] += difference * (value - d[at + MEAN_INDEX]);
    }
  }

  private double result(double[] d, int at) {
    double count = d[at + COUNT_INDEX];
    return switch (statistic) {
      case COUNT -> count;
      case STD -> count - ddof < 1 ? Double.NaN : Math.sqrt(d[at + M2_INDEX] / (count - ddof));
      case MEAN, MIN, MAX -> count == 0 ? Double.NaN : d[at + MEAN_INDEX];
    };
  }

  @Override
  public void validate(double[] d, int dAt, long[] l, int lAt) {
    double count = d[dAt + COUNT_INDEX];
    if (!(count >= 0 && count == Math.rint(count))) {
      throw new StateCorruptException("a number of values cannot be " + count);
    }
  }
}
