package org.bandsaw.learn;

import org.bandsaw.state.StateReader;

/**
 * A description of how to learn from all training rows at once. Immutable and shared by any number
 * of runs.
 */
public non-sealed interface BatchLearner extends Learner {

  /**
   * Fits a model.
   *
   * @param rows at least one row, all finite; read-only, and not used after the call unless copied
   * @param seed the seed of everything random
   * @throws Exception on any failure; it becomes the cause of a {@link LearnerFailedException} that
   *     names this learner
   */
  Model fit(TrainingRows rows, long seed) throws Exception;

  /**
   * Reads a model that {@link Model#save} wrote.
   *
   * @param features the features that the model was fitted to
   * @throws org.bandsaw.state.StateCorruptException if the bytes are not such a model
   */
  Model load(Features features, StateReader in);
}
