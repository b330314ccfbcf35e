package org.bandsaw.learn.transform;

import java.util.Map;
import org.bandsaw.learn.BatchLearner;
import org.bandsaw.learn.OnlineLearner;
import org.bandsaw.learn.TargetTransform;

/** Makes the learners of this package. */
public final class TargetLearners {

  private TargetLearners() {}

  /** The learner of {@link org.bandsaw.learn.Learners#mean()}. */
  public static OnlineLearner mean() {
    return new RunningMean();
  }

  /**
   * The learner of {@link org.bandsaw.learn.Learners#scaledTarget}.
   *
   * @throws IllegalArgumentException if the learner classifies
   */
  public static OnlineLearner scaled(OnlineLearner learner) {
    return new ScaledTarget(learner);
  }

  /**
   * The learner of {@link org.bandsaw.learn.Learners#transformedTarget(OnlineLearner,
   * TargetTransform)}.
   *
   * @throws IllegalArgumentException if the learner classifies
   */
  public static OnlineLearner transformed(OnlineLearner learner, TargetTransform transform) {
    return new TransformedTarget(learner, transform);
  }

  /**
   * The learner of {@link org.bandsaw.learn.Learners#transformedTarget(BatchLearner,
   * TargetTransform)}.
   *
   * @throws IllegalArgumentException if the learner classifies
   */
  public static BatchLearner transformed(BatchLearner learner, TargetTransform transform) {
    return new TransformedBatchTarget(learner, transform);
  }

  /** The hidden descriptions by the name under which they are saved. */
  public static Map<String, Class<?>> kinds() {
    return Map.of(
        "running-mean", RunningMean.class,
        "scaled-target", ScaledTarget.class,
        "transformed-target", TransformedTarget.class,
        "transformed-batch-target", TransformedBatchTarget.class);
  }
}
