package org.bandsaw.learn;

import org.bandsaw.state.StateReader;

/**
 * A description of how to learn from all training rows at once: immutable, shared by any number of
 * runs.
 */
public non-sealed interface BatchLearner extends Learner {

  /**
   * Learns.
   *
   * @param rows at least one row, all finite; read only, not kept after the call unless copied
   * @param seed of everything random
   * @throws Exception whatever goes wrong; it becomes the cause of a {@link LearnerFailedException}
   *     that names this learner
   */
  Model fit(TrainingRows rows, long seed) throws Exception;

  /**
   * Reads a model that {@link Model#save} wrote.
   *
   * @param features what it was fitted to
   * @throws org.bandsaw.state.StateCorruptException when that is not what was written
   */
  Model load(Features features, StateReader in);
}
