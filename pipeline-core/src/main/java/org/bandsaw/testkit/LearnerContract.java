package org.bandsaw.testkit;

import java.util.Objects;
import org.bandsaw.learn.BatchLearner;
import org.bandsaw.learn.Learner;
import org.bandsaw.learn.Learner.Capability;
import org.bandsaw.learn.OnlineLearner;

/**
 * What every learner promises, tried on made-up rows, all finite, with targets as the learner's
 * task wants them.
 *
 * <p>An {@link OnlineLearner} learns 240 rows, with 3 features at first and 5 from row 150 on:
 *
 * <ul>
 *   <li>predictions are finite, and probabilities in a classification;
 *   <li>predicting does not change the model, and {@code predictThenLearn} does what {@code
 *       predict} and {@code learn} do;
 *   <li>the vector is neither written to nor kept, since the caller uses it again;
 *   <li>models of one learner do not notice each other;
 *   <li>growing leaves predictions as they were while new features are 0;
 *   <li>if {@link Capability#REPEATABLE}: the same rows and seed give the same predictions, bit for
 *       bit;
 *   <li>if {@link Capability#SAVEABLE}: equal states give equal bytes, and a loaded model goes on
 *       as the saved one, whatever it had learned before;
 *   <li>if {@link Capability#CONCURRENT_PREDICTION}: several threads get the same predictions;
 *   <li>without {@link Capability#WEIGHTS} all rows count 1, with it some count 0.5.
 * </ul>
 *
 * <p>A {@link BatchLearner} is fitted to 120 rows of 4 features:
 *
 * <ul>
 *   <li>predictions are finite, and probabilities in a classification; predicting does not change
 *       the model, and models do not notice each other;
 *   <li>rows and vectors are neither written to nor kept;
 *   <li>a single row, fewer rows than features, a feature that never changes, equal features and
 *       equal targets give finite predictions too, or an exception with a message;
 *   <li>if {@link Capability#REPEATABLE}: the same rows and seed give the same model, bit for bit,
 *       in another thread as well;
 *   <li>if {@link Capability#SAVEABLE}: equal models give equal bytes, and a loaded one predicts as
 *       the saved one did, bit for bit;
 *   <li>if {@link Capability#CONCURRENT_PREDICTION}: several threads get the same predictions;
 *   <li>if {@link Capability#WEIGHTS}: rows of weight 8 predict about as rows that stand 8 times.
 * </ul>
 *
 * <p>Of both kinds, {@code retainedBytes()} is what the heap grows by, give or take 15 % and 2 KiB.
 *
 * <p>Needs no test framework: what is broken is an {@link AssertionError} that names the learner,
 * the promise and the row. What the learner itself throws passes through.
 */
public final class LearnerContract {

  private final Learner learner;
  private final long seed;
  private final Targets targets;

  /** Which targets a regression is tried on. */
  public enum Targets {
    /** Around 2, some of them below 0. */
    ANY,
    /** Around 12, all of them above 0, for learners that cannot take others. */
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

  /** A learner of either kind, tried on rows of seed 1. */
  public static LearnerContract of(Learner learner) {
    return new LearnerContract(Objects.requireNonNull(learner, "learner"), 1, Targets.ANY);
  }

  /** The same on rows of another seed, which models and fits are given too. */
  public LearnerContract seed(long number) {
    return new LearnerContract(learner, number, targets);
  }

  /** The same on other targets, for a regression. */
  public LearnerContract targets(Targets which) {
    return new LearnerContract(learner, seed, Objects.requireNonNull(which, "which"));
  }

  /**
   * Tries every promise.
   *
   * @throws AssertionError at the first one that is broken, or with the checked exception of a fit
   *     as its cause
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
    } catch (Exception thrown) {
      throw new AssertionError("learner '" + learner.name() + "' threw " + thrown, thrown);
    }
  }
}
