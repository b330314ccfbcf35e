package org.bandsaw.stage;

import org.bandsaw.state.StateCorruptException;

/**
 * A statistic of all rows so far. A record holds how many values there were and either their mean
 * and M2 by Welford's method or their extreme.
 *
 * @param withCurrent whether the current row is one of them
 * @param ddof what is taken from the number of values under a deviation
 */
record Running(Statistic statistic, boolean withCurrent, int ddof) implements History {

  static final int COUNT = 0;
  static final int MEAN = 1;
  static final int SQUARES = 2;
  static final int DOUBLES = 3;

  @Override
  public int doubles() {
    return DOUBLES;
  }

  @Override
  public int longs() {
    return 0;
  }

  @Override
  public double step(double value, double[] d, int dAt, long[] l, int lAt) {
    double before = withCurrent ? Double.NaN : answer(d, dAt);
    switch (statistic) {
      case MEAN, STD -> learn(value, d, dAt);
      case MIN -> {
        if (!Double.isNaN(value)) {
          d[dAt + MEAN] = d[dAt + COUNT]++ == 0 ? value : Math.min(d[dAt + MEAN], value);
        }
      }
      case MAX -> {
        if (!Double.isNaN(value)) {
          d[dAt + MEAN] = d[dAt + COUNT]++ == 0 ? value : Math.max(d[dAt + MEAN], value);
        }
      }
      case COUNT -> d[dAt + COUNT] += Double.isNaN(value) ? 0 : 1;
    }
    return withCurrent ? answer(d, dAt) : before;
  }

  /** Welford's step for a finite value. */
  static void learn(double value, double[] d, int at) {
    if (Math.abs(value) <= Double.MAX_VALUE) {
      double difference = value - d[at + MEAN];
      d[at + MEAN] += difference / ++d[at + COUNT];
      d[at + SQUARES] += difference * (value - d[at + MEAN]);
    }
  }

  private double answer(double[] d, int at) {
    double count = d[at + COUNT];
    return switch (statistic) {
      case COUNT -> count;
      case STD -> count - ddof < 1 ? Double.NaN : Math.sqrt(d[at + SQUARES] / (count - ddof));
      case MEAN, MIN, MAX -> count == 0 ? Double.NaN : d[at + MEAN];
    };
  }

  @Override
  public void check(double[] d, int dAt, long[] l, int lAt) {
    double count = d[dAt + COUNT];
    if (!(count >= 0 && count == Math.rint(count))) {
      throw new StateCorruptException("a number of values cannot be " + count);
    }
  }
}
