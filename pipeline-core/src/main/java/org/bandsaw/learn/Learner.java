package org.bandsaw.learn;

import java.util.EnumSet;
import java.util.Set;

/**
 * A description of how to learn: immutable, shared by any number of runs. A pipeline holds this,
 * never a model. It learns row by row ({@link OnlineLearner}) or from all training rows at once
 * ({@link BatchLearner}).
 */
public sealed interface Learner permits OnlineLearner, BatchLearner {

  /** What reports and saved files call it. */
  String name();

  /** What kind of question it answers; without an answer of its own, a regression. */
  default Task task() {
    return Task.REGRESSION;
  }

  /** What models of this learner can do; without an answer of its own, all of it. */
  default Set<Capability> capabilities() {
    return EnumSet.allOf(Capability.class);
  }

  /** The version of the code behind this learner, part of a pipeline's definition. */
  default int version() {
    return 1;
  }

  /** What a learner or its models may or may not be able to do. */
  enum Capability {
    /** The same rows and seed give the same model, bit for bit. */
    REPEATABLE,
    /** The model can be saved and loaded, and then goes on as if nothing had been. */
    SAVEABLE,
    /** Several threads may predict at once while nobody learns. */
    CONCURRENT_PREDICTION,
    /** Rows may count differently. */
    WEIGHTS
  }
}
