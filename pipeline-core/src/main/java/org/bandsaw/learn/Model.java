package org.bandsaw.learn;

import org.bandsaw.state.StateWriter;

/**
 * A learned model. Several threads may predict at once if the learner has {@link
 * Learner.Capability#CONCURRENT_PREDICTION}. Vectors have one element for each feature; the caller
 * reuses them, so copy what you keep.
 */
public interface Model {

  /** The prediction for finite features. */
  double predict(double[] x);

  /**
   * Writes the model for {@link OnlineModel#load} or {@link BatchLearner#load}. Equal models write
   * equal bytes.
   */
  void save(StateWriter out);

  /** The bytes of state; they count towards the memory budget. */
  long retainedBytes();
}
