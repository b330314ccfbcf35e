package org.bandsaw.learn;

/** What a learner does with a feature column that appears while data passes. */
public enum NewFeatures {
  /**
   * The feature vector grows just before the row in which the column was born; its weight begins as
   * the learner says, with 0 for {@link Sgd}. The default.
   */
  GROW,
  /** The column never becomes a feature; the report lists it among the unused ones. */
  IGNORE,
  /** The run fails, naming the column and the row in which it was born. */
  FAIL
}
