package org.bandsaw.learn.linear;

import org.bandsaw.data.BandsawException;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.TrainingRows;

/**
 * The rows for a linear fit: the weighted mean is subtracted from each feature and from the target,
 * and each row is multiplied by the square root of its weight. A constant feature is exactly 0.
 */
final class CentredRows {

  private final int rows;
  private final int features;

  /** In column order: all rows of the first feature, then of the next. */
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
              + " are too large for a linear fit: the sum of their squares is "
              + squares
              + ". Scale them in an earlier stage");
    }
  }

  private static double mean(double[] values, double[] weights, double weight) {
    double min = values[0];
    double max = values[0];
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += values[i] * weights[i];
      min = Math.min(min, values[i]);
      max = Math.max(max, values[i]);
    }
    return min == max ? min : sum / weight;
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

  /** All rows of the first feature, then of the next; not a copy. */
  double[] columns() {
    return x;
  }

  /** The targets; not a copy. */
  double[] targets() {
    return y;
  }

  /** Σ a·b over the rows; the feature with the index {@link #features} is the target. */
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

  /** The model with these weights; its intercept makes it predict the mean at the means. */
  LinearModel model(double[] weights) {
    double intercept = meanTarget - LinearKernels.dot(weights, means);
    return new LinearModel(weights, intercept);
  }
}
