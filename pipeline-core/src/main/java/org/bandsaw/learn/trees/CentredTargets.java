package org.bandsaw.learn.trees;

import org.bandsaw.learn.TrainingRows;

/**
 * Targets minus their weighted mean, so that the precision of sums depends on the spread of the
 * targets and not on their size.
 */
final class CentredTargets {

  private final double mean;
  private final double[] values;

  CentredTargets(TrainingRows rows) {
    double weight = 0;
    double sum = 0;
    for (int i = 0; i < rows.rows(); i++) {
      weight += rows.weights()[i];
      sum += rows.weights()[i] * rows.y()[i];
    }
    mean = sum / weight;
    values = rows.y().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] -= mean;
    }
  }

  double mean() {
    return mean;
  }

  /** Not a copy. */
  double[] values() {
    return values;
  }
}
