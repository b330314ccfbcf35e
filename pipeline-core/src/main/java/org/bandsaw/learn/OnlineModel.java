package org.bandsaw.learn;

import org.bandsaw.state.Saveable;

/**
 * A model that learns row by row. One thread learns; several threads may predict while none learns,
 * if the learner has {@link Learner.Capability#CONCURRENT_PREDICTION}. Vectors have one element for
 * each feature; the caller reuses them, so copy what you keep.
 */
public interface OnlineModel extends Model, Saveable {

  /**
   * Learns one row.
   *
   * @param x finite features
   * @param y the finite target
   * @param weight the weight of the row, above 0; 1 if rows are not weighted
   */
  void learn(double[] x, double y, double weight);

  /** Predicts, then learns the row; returns the prediction made before learning. */
  default double predictThenLearn(double[] x, double y, double weight) {
    double prediction = predict(x);
    learn(x, y, weight);
    return prediction;
  }

  /**
   * Adds features at the end of the vector; earlier features keep their index.
   *
   * @param features all features, the new ones last
   */
  void grow(Features features);
}
