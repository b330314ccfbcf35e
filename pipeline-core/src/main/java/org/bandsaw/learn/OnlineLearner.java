package org.bandsaw.learn;

/** A description of how to learn row by row: immutable, shared by any number of runs. */
public non-sealed interface OnlineLearner extends Learner {

  /** Begins to learn; models opened with the same features and seed must behave alike. */
  OnlineModel open(Features features, long seed);
}
