package org.bandsaw.learn;

import org.bandsaw.state.Saveable;

/**
 * What was learned, and goes on learning. One thread learns; several may predict while nobody
 * learns, if the learner says so. Vectors have the length of the features and are used again by the
 * caller: copy what is kept.
 */
public interface OnlineModel extends Model, Saveable {

  /**
   * Learns one row.
   *
   * @param x finite features
   * @param y the finite target
   * @param weight how much the row counts, above 0; 1 is the rule
   */
  void learn(double[] x, double y, double weight);

  /** Predicts, then learns; the answer is the prediction from before learning. */
  default double predictThenLearn(double[] x, double y, double weight) {
    double prediction = predict(x);
    learn(x, y, weight);
    return prediction;
  }

  /**
   * New features stand at the end of the vector from now on; earlier ones keep their place.
   *
   * @param features all names, the new ones last
   */
  void grow(Features features);
}
