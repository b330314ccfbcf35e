package org.bandsaw.learn;

/** What a learner does with a feature column that appears during a run. */
public enum NewFeatures {
  /**
   * The column becomes a feature just before the row in which it first appears. The learner decides
   * its initial weight: 0 for {@link Sgd}. The default.
   */
  GROW,
  /** The column never becomes a feature; the report lists it as unused. */
  IGNORE,
  /** The run fails with an error that names the column and the row in which it first appears. */
  FAIL
}
