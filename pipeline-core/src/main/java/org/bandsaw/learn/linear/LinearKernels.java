package org.bandsaw.learn.linear;

/**
 * Loops over the weights of linear models. A dot product is summed in four lanes, feature i in lane
 * i mod 4, and the lanes as (0 + 1) + (2 + 3). So a feature of weight 0 added at the end does not
 * change the sum, bit for bit.
 */
final class LinearKernels {

  private LinearKernels() {}

  /** w·x. */
  static double dot(double[] w, double[] x) {
    int n = w.length;
    int whole = n & -4;
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    for (int i = 0; i < whole; i += 4) {
      s0 += w[i] * x[i];
      s1 += w[i + 1] * x[i + 1];
      s2 += w[i + 2] * x[i + 2];
      s3 += w[i + 3] * x[i + 3];
    }
    if (whole < n) {
      s0 += w[whole] * x[whole];
    }
    if (whole + 1 < n) {
      s1 += w[whole + 1] * x[whole + 1];
    }
    if (whole + 2 < n) {
      s2 += w[whole + 2] * x[whole + 2];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /** w ← w·shrink + x·update. */
  static void gradientStep(double[] w, double[] x, double shrink, double update) {
    for (int i = 0; i < w.length; i++) {
      w[i] = w[i] * shrink + x[i] * update;
    }
  }

  /** Σ|xᵢ|. */
  static double l1Norm(double[] x) {
    int whole = x.length & -4;
    double s0 = 0;
    double s1 = 0;
    for (int i = 0; i < whole; i += 4) {
      s0 += Math.abs(x[i]) + Math.abs(x[i + 1]);
      s1 += Math.abs(x[i + 2]) + Math.abs(x[i + 3]);
    }
    for (int i = whole; i < x.length; i++) {
      s0 += Math.abs(x[i]);
    }
    return s0 + s1;
  }

  /** a ← a + (w − a)·share. */
  static void updateAverage(double[] a, double[] w, double share) {
    for (int i = 0; i < w.length; i++) {
      a[i] += (w[i] - a[i]) * share;
    }
  }

  /**
   * Moves weights towards 0 by the part of the penalty that was not applied to them yet.
   *
   * @param q the penalty applied to each weight so far, negative for a positive weight
   * @param u the penalty that could have been applied to each weight so far
   */
  static void applyL1Penalty(double[] w, double[] q, double u) {
    for (int i = 0; i < w.length; i++) {
      double z = w[i];
      if (z > 0) {
        w[i] = Math.max(0, z - (u + q[i]));
      } else if (z < 0) {
        w[i] = Math.min(0, z + (u - q[i]));
      }
      q[i] += w[i] - z;
    }
  }

  /** As the other {@code applyL1Penalty}; each average moves by this share of the cut. */
  static void applyL1Penalty(double[] w, double[] q, double u, double[] average, double share) {
    for (int i = 0; i < w.length; i++) {
      double z = w[i];
      if (z > 0) {
        w[i] = Math.max(0, z - (u + q[i]));
      } else if (z < 0) {
        w[i] = Math.min(0, z + (u - q[i]));
      }
      double change = w[i] - z;
      q[i] += change;
      average[i] += change * share;
    }
  }
}
