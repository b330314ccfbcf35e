package org.bandsaw.stage.batch;

import java.util.Locale;
import org.bandsaw.data.DoubleFormatter;

/**
 * Ranks values among the training values, which are its parameters.
 *
 * @param isShare whether ranks are divided by the number of training values
 */
record RankEstimator(boolean isShare) implements FittedNumericRun.Estimator {

  @Override
  public double[] fit(double[] ascending) {
    return ascending;
  }

  @Override
  public void transform(double[] values, double[] to, int rows, double[] ascending) {
    int n = ascending.length;
    for (int i = 0; i < rows; i++) {
      double x = values[i];
      int below = lowerBound(ascending, x);
      int equal = upperBound(ascending, x) - below;
      double rank = below + (equal + 1) / 2.0;
      if (isShare) {
        rank = Math.min(1, rank / n);
      }
      to[i] = Double.isNaN(x) || n == 0 ? Double.NaN : rank;
    }
  }

  private static int lowerBound(double[] ascending, double x) {
    int low = 0;
    int high = ascending.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ascending[middle] < x) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static int upperBound(double[] ascending, double x) {
    int low = 0;
    int high = ascending.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ascending[middle] <= x) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public String describe(double[] ascending) {
    return String.format(
        Locale.ROOT,
        "%d values from %s to %s",
        ascending.length,
        DoubleFormatter.format(ascending[0]),
        DoubleFormatter.format(ascending[ascending.length - 1]));
  }
}
