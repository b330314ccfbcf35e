package org.bandsaw.learn;

import org.bandsaw.data.BandsawException;

/**
 * Rows as linear fits want them: every feature and the target less its weighted mean, each row
 * times the root of its weight. A feature that never changes is exactly 0.
 */
final class CentredRows {

  private final int rows;
  private final int features;

  /** Feature after feature. */
  private final double[] x;

  private final double[] y;
  private final double[] means;
  private final double meanTarget;
  private final double weight;

  CentredRows(TrainingRows training) {
    rows = training.rows();
    features = training.features().size();
    x = new double[Math.multiplyExact(rows, features)];
    y = new double[rows];
    means = new double[features];
    double[] weights = training.weights();
    double sum = 0;
    for (double w : weights) {
      sum += w;
    }
    weight = sum;
    double[] column = new double[rows];
    for (int j = 0; j < features; j++) {
      for (int i = 0; i < rows; i++) {
        column[i] = training.x()[i][j];
      }
      means[j] = mean(column, weights, sum);
      centre(column, weights, means[j], x, j * rows);
      requireFiniteSquares(j, training.features());
    }
    meanTarget = mean(training.y(), weights, sum);
    centre(training.y(), weights, meanTarget, y, 0);
    requireFiniteSquares(features, training.features());
  }

  private void requireFiniteSquares(int j, Features names) {
    double squares = product(j, j);
    if (!(squares <= Double.MAX_VALUE)) {
      throw new BandsawException(
          (j < features ? "the values of feature '" + names.names().get(j) + "'" : "the targets")
              + " are too large for a linear fit: their squares sum up to "
              + squares
              + ". Scale them in a stage before");
    }
  }

  private static double mean(double[] values, double[] weights, double weight) {
    double least = values[0];
    double largest = values[0];
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += values[i] * weights[i];
      least = Math.min(least, values[i]);
      largest = Math.max(largest, values[i]);
    }
    return least == largest ? least : sum / weight;
  }

  private static void centre(
      double[] values, double[] weights, double mean, double[] into, int from) {
    for (int i = 0; i < values.length; i++) {
      into[from + i] = (values[i] - mean) * Math.sqrt(weights[i]);
    }
  }

  int rows() {
    return rows;
  }

  int features() {
    return features;
  }

  /** The sum of all weights. */
  double weight() {
    return weight;
  }

  /** Feature after feature, each as long as there are rows; not a copy. */
  double[] columns() {
    return x;
  }

  /** The targets; not a copy. */
  double[] targets() {
    return y;
  }

  /** Σ a·b over the rows, where feature number {@link #features} is the target. */
  double product(int a, int b) {
    double[] left = a < features ? x : y;
    double[] right = b < features ? x : y;
    int i = a < features ? a * rows : 0;
    int j = b < features ? b * rows : 0;
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      sum += left[i + row] * right[j + row];
    }
    return sum;
  }

  /** The model of these weights, whose plane goes through the means. */
  LinearModel model(double[] weights) {
    double intercept = meanTarget - LinearKernels.dot(weights, means);
    return new LinearModel(weights, intercept);
  }
}
