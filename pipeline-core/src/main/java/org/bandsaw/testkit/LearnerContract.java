package org.bandsaw.testkit;

import java.util.Objects;
import org.bandsaw.learn.BatchLearner;
import org.bandsaw.learn.Learner;
import org.bandsaw.learn.Learner.Capability;
import org.bandsaw.learn.OnlineLearner;

/**
 * Checks the contract of a learner with generated rows. Features are finite, and targets are those
 * of the task of the learner.
 *
 * <p>An {@link OnlineLearner} learns 240 rows, with 3 features at first and 5 from row 150 on:
 *
 * <ul>
 *   <li>Predictions are finite, and for a classification probabilities.
 *   <li>A prediction does not change the model. {@code predictThenLearn} is equivalent to {@code
 *       predict} followed by {@code learn}.
 *   <li>The vector is neither modified nor retained, since the caller reuses it.
 *   <li>Models of one learner are independent of each other.
 *   <li>{@code grow} does not change predictions while the new features are 0.
 *   <li>With {@link Capability#REPEATABLE}, the same rows and seed result in the same predictions,
 *       bit for bit.
 *   <li>With {@link Capability#SAVEABLE}, equal states are saved as equal bytes, and a loaded model
 *       continues like the saved one, independent of what it learned before.
 *   <li>With {@link Capability#CONCURRENT_PREDICTION}, several threads predict the same.
 *   <li>With {@link Capability#WEIGHTS}, some rows have a weight of 0.5; without it, all have 1.
 * </ul>
 *
 * <p>A {@link BatchLearner} is fitted to 120 rows of 4 features:
 *
 * <ul>
 *   <li>Predictions are finite, and for a classification probabilities. A prediction does not
 *       change the model, and models are independent of each other.
 *   <li>Rows and vectors are neither modified nor retained.
 *   <li>A single row, fewer rows than features, a constant feature, equal features, and equal
 *       targets result in finite predictions, or in an exception with a message.
 *   <li>With {@link Capability#REPEATABLE}, the same rows and seed result in the same model, bit
 *       for bit, also in another thread.
 *   <li>With {@link Capability#SAVEABLE}, equal models are saved as equal bytes, and a loaded model
 *       predicts the same as the saved one, bit for bit.
 *   <li>With {@link Capability#CONCURRENT_PREDICTION}, several threads predict the same.
 *   <li>With {@link Capability#WEIGHTS}, rows of weight 8 result in about the same predictions as
 *       rows repeated 8 times.
 * </ul>
 *
 * <p>For both kinds, {@code retainedBytes()} equals the growth of the heap, with a tolerance of 15
 * % plus 2 KiB.
 *
 * <p>Requires no test framework. A failed check is an {@link AssertionError} with the learner, the
 * violation and the row; exceptions of the learner are not caught. Immutable.
 */
public final class LearnerContract {

  private final Learner learner;
  private final long seed;
  private final Targets targets;

  /** Range of the targets of a regression. */
  public enum Targets {
    /** Around 2, some of them negative. */
    ANY,
    /** Around 12, all of them positive, for learners that accept no others. */
    POSITIVE;

    double shift(double sum) {
      return this == ANY ? sum + 2 : Math.max(0.5, sum + 12);
    }
  }

  private LearnerContract(Learner learner, long seed, Targets targets) {
    this.learner = learner;
    this.seed = seed;
    this.targets = targets;
  }

  /** Checks a learner of either kind, with rows generated from seed 1. */
  public static LearnerContract of(Learner learner) {
    return new LearnerContract(Objects.requireNonNull(learner, "learner"), 1, Targets.ANY);
  }

  /** Sets the seed of the rows, which is also that of the models. Default: 1. */
  public LearnerContract seed(long newSeed) {
    return new LearnerContract(learner, newSeed, targets);
  }

  /** Sets the range of the targets of a regression. Default: {@link Targets#ANY}. */
  public LearnerContract targets(Targets range) {
    return new LearnerContract(learner, seed, Objects.requireNonNull(range, "range"));
  }

  /**
   * Runs all checks.
   *
   * @throws AssertionError at the first check that fails, or with the checked exception of a fit as
   *     its cause
   */
  public void check() {
    if (learner instanceof OnlineLearner online) {
      new OnlineLearnerChecks(online, seed, targets).run();
      return;
    }
    try {
      new BatchLearnerChecks((BatchLearner) learner, seed, targets).run();
    } catch (RuntimeException unchecked) {
      throw unchecked;
    } catch (Exception checked) {
      throw new AssertionError("learner '" + learner.name() + "' threw " + checked, checked);
    }
  }
}
