package org.bandsaw.learn;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import org.bandsaw.data.MemorySizes;

/**
 * Training rows: a vector of finite features, a finite target and a weight for each row. The arrays
 * are read-only.
 */
public final class TrainingRows {

  private final Features features;
  private final double[][] x;
  private final double[] y;
  private final double[] weights;
  private final boolean weighted;

  private TrainingRows(
      Features features, double[][] x, double[] y, double[] weights, boolean weighted) {
    this.features = features;
    this.x = x;
    this.y = y;
    this.weights = weights;
    this.weighted = weighted;
  }

  /**
   * Rows that all have the weight 1.
   *
   * @param x a vector for each row, one element for each feature; not copied
   * @param y a target for each row; not copied
   */
  public static TrainingRows of(Features features, double[][] x, double[] y) {
    double[] weights = new double[y.length];
    Arrays.fill(weights, 1);
    return new TrainingRows(features, requireShape(features, x, y), y, weights, false);
  }

  /**
   * Weighted rows.
   *
   * @param x a vector for each row, one element for each feature; not copied
   * @param y a target for each row; not copied
   * @param weights a weight for each row, above 0; not copied
   */
  public static TrainingRows of(Features features, double[][] x, double[] y, double[] weights) {
    if (weights.length != y.length) {
      throw new IllegalArgumentException(weights.length + " weights for " + y.length + " rows");
    }
    boolean weighted = false;
    for (double weight : weights) {
      if (!(weight > 0 && weight <= Double.MAX_VALUE)) {
        throw new IllegalArgumentException("a weight must be above 0 and finite, not " + weight);
      }
      weighted |= weight != 1;
    }
    return new TrainingRows(features, requireShape(features, x, y), y, weights, weighted);
  }

  private static double[][] requireShape(Features features, double[][] x, double[] y) {
    Objects.requireNonNull(features, "features");
    if (x.length != y.length) {
      throw new IllegalArgumentException(x.length + " rows for " + y.length + " targets");
    }
    for (int i = 0; i < x.length; i++) {
      if (x[i].length != features.size()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "row %d has %d numbers for %d features",
                i,
                x[i].length,
                features.size()));
      }
    }
    return x;
  }

  /** The features, in the order of the vectors. */
  public Features features() {
    return features;
  }

  /** The number of rows. */
  public int rows() {
    return x.length;
  }

  /** A vector for each row. */
  public double[][] x() {
    return x;
  }

  /** A target for each row. */
  public double[] y() {
    return y;
  }

  /** A weight for each row, above 0; all are 1 if {@link #isWeighted} is false. */
  public double[] weights() {
    return weights;
  }

  /** Whether a row has a weight other than 1. */
  public boolean isWeighted() {
    return weighted;
  }

  /** The bytes of the arrays. */
  public long retainedBytes() {
    return MemorySizes.references(x.length)
        + x.length * MemorySizes.doubles(features.size())
        + 2 * MemorySizes.doubles(y.length);
  }

  @Override
  public String toString() {
    return rows() + " rows of " + features.size() + " features";
  }
}
