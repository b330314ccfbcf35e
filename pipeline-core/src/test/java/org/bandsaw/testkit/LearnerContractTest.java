package org.bandsaw.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.Learner.Capability;
import org.bandsaw.learn.Learners;
import org.bandsaw.learn.LearningRate;
import org.bandsaw.learn.NeuralNetwork.Activation;
import org.bandsaw.learn.OnlineLearner;
import org.bandsaw.learn.OnlineModel;
import org.bandsaw.learn.SgdPenalty;
import org.bandsaw.learn.TargetTransform;
import org.bandsaw.learn.Task;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.bandsaw.testkit.LearnerContract.Targets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each fault of an online learner must fail the contract. */
class LearnerContractTest {

  static Stream<OnlineLearner> builtIn() {
    return Stream.of(
        Learners.mean(),
        Learners.sgd(),
        Learners.sgd().huber().l1(0.01),
        Learners.sgd().epsilonInsensitive().elasticNet(0.01).averaged(20),
        Learners.sgd().learningRate(LearningRate.constant(0.01)).averaged(1),
        Learners.logisticRegression(),
        Learners.logisticRegression().penalty(SgdPenalty.l1(0.001)).averaged(5),
        Learners.recursiveLeastSquares(),
        Learners.recursiveLeastSquares().forgetting(0.95),
        Learners.scaledTarget(Learners.sgd()),
        Learners.scaledTarget(Learners.recursiveLeastSquares().forgetting(0.99)),
        Learners.neuralNetwork(4),
        Learners.neuralNetwork(3, 2).activation(Activation.LOGISTIC).decay(0.01),
        Learners.scaledTarget(Learners.neuralNetwork(4)),
        Learners.refit(Learners.leastSquares(), 60),
        Learners.refit(Learners.lasso(0.01), 40).every(7),
        Learners.refit(Learners.forest(3), 50).every(25),
        Learners.refit(Learners.boosting(4).rowShare(0.5), 500).every(30),
        Learners.transformedTarget(Learners.recursiveLeastSquares(), TargetTransform.CBRT),
        Learners.refit(Learners.transformedTarget(Learners.ridge(1), TargetTransform.CBRT), 100));
  }

  @ParameterizedTest
  @MethodSource("builtIn")
  void holdsFor(OnlineLearner learner) {
    assertThatCode(() -> LearnerContract.of(learner).check()).doesNotThrowAnyException();
    assertThatCode(() -> LearnerContract.of(learner).seed(77).check()).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @EnumSource(TargetTransform.class)
  void holdsForATransformOfPositiveTargets(TargetTransform transform) {
    OnlineLearner learner =
        Learners.transformedTarget(
            Learners.sgd().learningRate(LearningRate.constant(0.01)), transform);

    assertThatCode(() -> LearnerContract.of(learner).seed(3).targets(Targets.POSITIVE).check())
        .doesNotThrowAnyException();
  }

  @Test
  void holdsForARefitWithoutWeightsOrSavedState() {
    OnlineLearner learner =
        Learners.refit(Learners.batch("first", (x, y) -> row -> y[0] + row[0]), 30);

    assertThatCode(() -> LearnerContract.of(learner).check()).doesNotThrowAnyException();
  }

  private enum Fault {
    NONE("", true),
    HAS_NO_NAME("has no name", true),
    SHARES_ONE_MODEL("returns the same model to two runs", true),
    SHARES_ITS_WEIGHTS("changes a model when another one learns", true),
    PREDICTS_INFINITY("predicts Infinity for row 90, whose features are finite", true),
    PREDICTS_NO_PROBABILITY("not a probability", true),
    MODIFIES_THE_VECTOR("modifies the vector when it learns row 0", true),
    RETAINS_THE_VECTOR("retains the vector that it learned", true),
    FORGETS_WHEN_IT_GROWS("changes its predictions when it grows", true),
    LEARNS_WHEN_IT_PREDICTS("changes its state when it predicts", true),
    LEARNS_TWICE_IN_ONE_CALL("does something else in predictThenLearn", true),
    DEPENDS_ON_THE_MODELS_BEFORE("the same rows and seed result in another model", true),
    DOES_NOT_RESTORE_A_WEIGHT("saves other bytes than it loaded", true),
    ADDS_THE_LOADED_STATE("saves other bytes than it loaded", true),
    DOES_NOT_READ_ALL("does not read all of its saved state", true),
    DOES_NOT_SAVE_ALL("does not continue from its state", true),
    PREDICTS_OTHERWISE_IN_OTHER_THREADS("predicts differently in several threads", true),
    IS_NOT_REPEATABLE("", false);

    private final String message;
    private final boolean repeatable;

    Fault(String message, boolean repeatable) {
      this.message = message;
      this.repeatable = repeatable;
    }
  }

  /** A learner with a fault: gradient descent without an intercept. */
  private static final class FaultyLearner implements OnlineLearner {

    private final Fault fault;
    private final FaultyModel shared;
    private int opened;

    FaultyLearner(Fault fault) {
      this.fault = fault;
      this.shared = new FaultyModel(fault, 3, 0);
    }

    @Override
    public String name() {
      return fault == Fault.HAS_NO_NAME ? "" : "own";
    }

    @Override
    public OnlineModel open(Features features, long seed) {
      opened++;
      if (fault == Fault.SHARES_ONE_MODEL) {
        return shared;
      }
      FaultyModel model = new FaultyModel(fault, features.size(), opened);
      if (fault == Fault.SHARES_ITS_WEIGHTS) {
        model.w = shared.w;
      }
      return model;
    }

    @Override
    public Task task() {
      return fault == Fault.PREDICTS_NO_PROBABILITY
          ? Task.binaryClassification(0.5)
          : Task.REGRESSION;
    }

    @Override
    public Set<Capability> capabilities() {
      return fault.repeatable
          ? EnumSet.allOf(Capability.class)
          : EnumSet.of(Capability.SAVEABLE, Capability.CONCURRENT_PREDICTION);
    }
  }

  private static final class FaultyModel implements OnlineModel {

    private final Fault fault;
    private final double first;
    private final Thread opener = Thread.currentThread();
    private double[] w;
    private double[] last = {};
    private int learned;
    private int unsaved;

    FaultyModel(Fault fault, int size, int opened) {
      this.fault = fault;
      w = new double[size];
      boolean dependsOnModels =
          fault == Fault.DEPENDS_ON_THE_MODELS_BEFORE || fault == Fault.IS_NOT_REPEATABLE;
      first = dependsOnModels ? 0.05 / opened : 0.05;
    }

    @Override
    public double predict(double[] x) {
      if (fault == Fault.PREDICTS_INFINITY && learned == 90) {
        return Double.POSITIVE_INFINITY;
      }
      if (fault == Fault.LEARNS_WHEN_IT_PREDICTS) {
        learned++;
      }
      double sum = fault == Fault.DOES_NOT_SAVE_ALL ? unsaved * 1e-9 : 0;
      for (int i = 0; i < w.length; i++) {
        sum += w[i] * x[i];
      }
      if (fault == Fault.RETAINS_THE_VECTOR && last.length > 0) {
        sum += last[0] * 1e-9;
      }
      return fault == Fault.PREDICTS_OTHERWISE_IN_OTHER_THREADS && Thread.currentThread() != opener
          ? sum + 1
          : sum;
    }

    @Override
    public void learn(double[] x, double y, double weight) {
      double step = (learned == 0 ? first : 0.05) * weight * (y - predict(x));
      for (int i = 0; i < w.length; i++) {
        w[i] += step * x[i];
      }
      learned++;
      unsaved++;
      last = x;
      if (fault == Fault.MODIFIES_THE_VECTOR) {
        x[0] = 9;
      }
    }

    @Override
    public double predictThenLearn(double[] x, double y, double weight) {
      double prediction = predict(x);
      learn(x, y, fault == Fault.LEARNS_TWICE_IN_ONE_CALL ? weight * 2 : weight);
      return prediction;
    }

    @Override
    public void grow(Features features) {
      w =
          fault == Fault.FORGETS_WHEN_IT_GROWS
              ? new double[features.size()]
              : Arrays.copyOf(w, features.size());
    }

    @Override
    public long retainedBytes() {
      return 8L * w.length;
    }

    @Override
    public void save(StateWriter out) {
      out.writeVersion(1).writeDoubles(w).writeInt(learned);
      if (fault == Fault.DOES_NOT_READ_ALL) {
        out.writeInt(1);
      }
    }

    @Override
    public void load(StateReader in) {
      in.readVersion(1);
      double[] values = in.readDoubles();
      if (fault == Fault.ADDS_THE_LOADED_STATE) {
        for (int i = 0; i < Math.min(w.length, values.length); i++) {
          values[i] += w[i];
        }
      }
      w = values;
      learned = in.readInt();
      if (fault == Fault.DOES_NOT_RESTORE_A_WEIGHT) {
        w[0] = 0;
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NONE", "IS_NOT_REPEATABLE"})
  void failsForALearnerThat(Fault fault) {
    assertThatThrownBy(() -> LearnerContract.of(new FaultyLearner(fault)).check())
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("learner '")
        .hasMessageContaining(fault.message);
  }

  @Test
  void passesForALearnerWithoutAFault() {
    assertThatCode(() -> LearnerContract.of(new FaultyLearner(Fault.NONE)).check())
        .doesNotThrowAnyException();
  }

  @Test
  void passesForALearnerThatIsNotRepeatable() {
    assertThatCode(() -> LearnerContract.of(new FaultyLearner(Fault.IS_NOT_REPEATABLE)).check())
        .doesNotThrowAnyException();
  }

  @Test
  void passesForASuppliedModel() {
    assertThatCode(
            () ->
                LearnerContract.of(
                        Learners.online(
                            "mine", () -> Learners.sgd().open(new Features(List.of()), 1)))
                    .check())
        .doesNotThrowAnyException();
  }
}
