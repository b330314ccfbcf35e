package org.bandsaw.learn.linear;

import org.bandsaw.data.BandsawException;
import smile.math.matrix.DenseMatrix;
import smile.math.matrix.JMatrix;
import smile.math.matrix.SVD;

/**
 * Least squares by the singular values of the rows. The only linear fit that needs Smile: Smile's
 * classes are loaded together with this class.
 */
final class SvdLeastSquares {

  /** The distance from 1 to the next double. */
  private static final double EPSILON = Math.ulp(1.0);

  private SvdLeastSquares() {}

  /**
   * Returns the weights that minimize ‖y − Xw‖² + λ‖w‖²; of several solutions the one of minimum
   * norm: w = Σ v (u·y) s / (s² + λ) over the singular values s. With λ = 0, singular values up to
   * ε · max(rows, features) · (the largest) count as 0.
   *
   * @param rows may be overwritten; not to be used afterwards
   */
  static double[] solve(CentredRows rows, double lambda) {
    int n = rows.rows();
    int d = rows.features();
    double[] w = new double[d];
    if (d == 0) {
      return w;
    }
    JMatrix x = new JMatrix(n, d, rows.columns());
    boolean tall = n >= d;
    SVD svd = decompose(tall ? x : x.transpose());
    DenseMatrix u = tall ? svd.getU() : svd.getV();
    DenseMatrix v = tall ? svd.getV() : svd.getU();
    double[] values = svd.getSingularValues();
    double cut = lambda == 0 ? EPSILON * Math.max(n, d) * largest(values) : 0;
    for (int k = 0; k < values.length; k++) {
      double s = values[k];
      if (s > cut) {
        double projection = 0;
        for (int i = 0; i < n; i++) {
          projection += u.get(i, k) * rows.targets()[i];
        }
        double share = projection * (s / (s * s + lambda));
        for (int j = 0; j < d; j++) {
          w[j] += v.get(j, k) * share;
        }
      }
    }
    return w;
  }

  private static SVD decompose(JMatrix x) {
    try {
      return x.svd();
    } catch (IllegalStateException e) { // no convergence in 30 iterations for one value
      throw new BandsawException(
          "the singular values of "
              + x.nrows()
              + " times "
              + x.ncols()
              + " numbers did not converge. Scale the features to similar sizes in an earlier stage,"
              + " or use lasso, which does not need them",
          e);
    }
  }

  private static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, value);
    }
    return largest;
  }
}
