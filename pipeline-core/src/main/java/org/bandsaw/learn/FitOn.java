package org.bandsaw.learn;

/** Which rows of a batch its steps and batch learners may see while they are fitted. */
public enum FitOn {
  /** The training rows only, so that scores on the rows held out are honest. */
  TRAINING_ROWS,
  /**
   * Steps are fitted to all rows, those held out included; learners still see training rows only.
   * Scores leak, and reports say so.
   */
  ALL_ROWS
}
