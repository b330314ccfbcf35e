package org.bandsaw.learn;

/** A description of how to learn row by row. Immutable and shared by any number of runs. */
public non-sealed interface OnlineLearner extends Learner {

  /**
   * Opens a new model. Models opened with the same features and seed must behave the same.
   *
   * @param seed the seed of everything random
   */
  OnlineModel open(Features features, long seed);
}
