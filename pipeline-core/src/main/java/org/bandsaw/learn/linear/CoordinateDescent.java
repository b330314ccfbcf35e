package org.bandsaw.learn.linear;

import java.util.Locale;
import org.bandsaw.data.BandsawException;
import org.bandsaw.learn.Lasso;

/** Fits a {@link Lasso} by coordinate descent over the products of the features. */
final class CoordinateDescent {

  private CoordinateDescent() {}

  /**
   * Returns the weights.
   *
   * @throws BandsawException if the weights still move by more than the tolerance in the last sweep
   *     allowed
   */
  static double[] solve(CentredRows rows, Lasso lasso) {
    int d = rows.features();
    double[][] gram = new double[d][d];
    double[] products = new double[d];
    double[] deviations = new double[d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j <= i; j++) {
        gram[i][j] = rows.product(i, j) / rows.weight();
        gram[j][i] = gram[i][j];
      }
      products[i] = rows.product(i, d) / rows.weight();
      deviations[i] = Math.sqrt(gram[i][i]);
    }
    double limit = lasso.tolerance() * Math.sqrt(rows.product(d, d) / rows.weight());
    double[] w = new double[d];
    double moved = Double.POSITIVE_INFINITY;
    for (int sweep = 0; sweep < lasso.maxSweeps(); sweep++) {
      moved = sweep(gram, products, deviations, lasso.lambda(), w);
      if (!(moved > limit)) {
        return w;
      }
    }
    throw new BandsawException(
        String.format(
            Locale.ROOT,
            "learner '%s' did not converge on %d features in %d sweeps: the last sweep moved a"
                + " weight by %.3g; at most %.3g is needed. Choose a larger lambda, more maxSweeps"
                + " or a larger tolerance, or drop features that are nearly equal",
            lasso.name(),
            d,
            lasso.maxSweeps(),
            moved,
            limit));
  }

  /** Updates each weight once and returns the largest move, in deviations of the feature. */
  private static double sweep(
      double[][] gram, double[] products, double[] deviations, double lambda, double[] w) {
    double furthest = 0;
    for (int j = 0; j < w.length; j++) {
      double square = gram[j][j];
      if (square > 0) {
        double before = w[j];
        double residual = products[j] - LinearKernels.dot(gram[j], w) + square * before;
        double size = Math.abs(residual) - lambda;
        w[j] = size > 0 ? Math.copySign(size, residual) / square : 0;
        furthest = Math.max(furthest, Math.abs(w[j] - before) * deviations[j]);
      }
    }
    return furthest;
  }
}
