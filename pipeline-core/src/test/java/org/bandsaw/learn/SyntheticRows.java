package org.bandsaw.learn;

import java.util.List;

/** Rows made by integer arithmetic, which any other program can reproduce. */
public final class SyntheticRows {

  public static final Features FEATURES =
      new Features(List.of("a", "b", "never changes", "near a"));

  private SyntheticRows() {}

  /** For row i: a = 37i mod 101, b = i² mod 53, 7, and a/2 + 11i mod 13. */
  public static double[] x(int i) {
    double a = (i * 37) % 101;
    return new double[] {a, (i * i) % 53, 7, a / 2 + (i * 11) % 13};
  }

  /** 3a − b/2 + 29i mod 17, plus 40 if b is above 30. */
  public static double y(int i) {
    double[] x = x(i);
    return 3 * x[0] - 0.5 * x[1] + (i * 29) % 17 + (x[1] > 30 ? 40 : 0);
  }

  public static TrainingRows rows(int count) {
    return rows(count, false);
  }

  /** With weights 1, 2, 3 in turn. */
  public static TrainingRows weighted(int count) {
    return rows(count, true);
  }

  private static TrainingRows rows(int count, boolean weighted) {
    double[][] x = new double[count][];
    double[] y = new double[count];
    double[] weights = new double[count];
    for (int i = 0; i < count; i++) {
      x[i] = x(i);
      y[i] = y(i);
      weights[i] = weighted ? 1 + i % 3 : 1;
    }
    return TrainingRows.of(FEATURES, x, y, weights);
  }
}
