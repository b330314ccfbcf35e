package org.bandsaw.learn;

import java.util.EnumSet;
import java.util.Set;

/**
 * A description of how to learn, row by row ({@link OnlineLearner}) or from all training rows at
 * once ({@link BatchLearner}). Immutable and shared by any number of runs: a pipeline contains
 * learners, never models.
 */
public sealed interface Learner permits OnlineLearner, BatchLearner {

  /** The name in reports and saved files. */
  String name();

  /** The task, which decides how predictions are scored. Default: a regression. */
  default Task task() {
    return Task.REGRESSION;
  }

  /** The capabilities of this learner and its models. Default: all. */
  default Set<Capability> capabilities() {
    return EnumSet.allOf(Capability.class);
  }

  /** The version of this learner's code, part of a pipeline's definition. Default: 1. */
  default int version() {
    return 1;
  }

  /** What a learner and its models can do. */
  enum Capability {
    /** The same rows and seed give the same model, bit for bit. */
    REPEATABLE,
    /** A model can be saved and loaded, and the loaded model continues bit for bit. */
    SAVEABLE,
    /** Several threads may predict at once while none learns. */
    CONCURRENT_PREDICTION,
    /** Rows may have different weights. */
    WEIGHTS
  }
}
