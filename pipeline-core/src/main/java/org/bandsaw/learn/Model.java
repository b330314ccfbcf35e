package org.bandsaw.learn;

import org.bandsaw.state.StateWriter;

/**
 * What was learned. Several threads may predict at once, if the learner says so. Vectors have the
 * length of the features and are used again by the caller: copy what is kept.
 */
public interface Model {

  /** The prediction for finite features. */
  double predict(double[] x);

  /**
   * Writes what was learned, for {@link OnlineModel#load} or {@link BatchLearner#load}; equal
   * models give equal bytes.
   */
  void save(StateWriter out);

  /** Bytes of state; counted against the memory budget. */
  long retainedBytes();
}
