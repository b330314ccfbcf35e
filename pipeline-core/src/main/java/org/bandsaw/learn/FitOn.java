package org.bandsaw.learn;

/** The rows of a batch that its steps and learners are fitted to. */
public enum FitOn {
  /** The training rows only, so that scores on the rows held out do not leak. */
  TRAINING_ROWS,
  /**
   * Steps are fitted to all rows, including those held out; learners to training rows only. Scores
   * leak, which reports mention.
   */
  ALL_ROWS
}
