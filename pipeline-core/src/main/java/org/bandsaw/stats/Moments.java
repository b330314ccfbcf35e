package org.bandsaw.stats;

/**
 * The running mean and sum of squared deviations of a stream, in a record of {@value #SIZE} doubles
 * that are zero at the start, so that a caller can keep the record inside its own state.
 *
 * <p>Welford's method, for each finite value v: d = v − mean; n ← n + 1; mean ← mean + d/n; M2 ← M2
 * + d(v − mean). The variance is M2/(n − ddof). (Welford, Note on a method for calculating
 * corrected sums of squares and products, Technometrics 1962.)
 */
public final class Moments {

  /** The index of n, the number of values. */
  public static final int COUNT = 0;

  /** The index of the mean; 0 before any value. */
  public static final int MEAN = 1;

  /** The index of M2, the sum of squared deviations from the mean. */
  public static final int M2 = 2;

  /** The number of doubles in a record. */
  public static final int SIZE = 3;

  private Moments() {}

  /** Adds a value to the record that starts at this index. Skips NaN and infinite values. */
  public static void add(double value, double[] record, int at) {
    if (Math.abs(value) <= Double.MAX_VALUE) {
      double difference = value - record[at + MEAN];
      record[at + MEAN] += difference / ++record[at + COUNT];
      record[at + M2] += difference * (value - record[at + MEAN]);
    }
  }
}
