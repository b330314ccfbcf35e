package org.bandsaw.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bandsaw.learn.Learner.Capability;
import org.bandsaw.state.RecordCodec;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LearnersTest {

  private static final Features ONE = new Features(List.of("a"));
  private static final double[] X = {7};

  @Test
  void haveTheNamesThatCommandsUse() {
    assertThat(
            Stream.of(
                    Learners.leastSquares(),
                    Learners.ridge(1),
                    Learners.lasso(1),
                    Learners.tree(),
                    Learners.forest(1),
                    Learners.boosting(1),
                    Learners.neuralNetwork(1),
                    Learners.refit(Learners.ridge(1), 9),
                    Learners.transformedTarget(Learners.sgd(), TargetTransform.LOG1P),
                    Learners.transformedTarget(Learners.tree(), TargetTransform.CBRT))
                .map(Learner::name))
        .containsExactly(
            "least-squares",
            "ridge",
            "lasso",
            "tree",
            "forest",
            "boosting",
            "neural-network",
            "refit-ridge",
            "log1p-sgd",
            "cbrt-tree");
  }

  @Nested
  class Mean {

    private final OnlineModel model = Learners.mean().open(ONE, 1);

    @Test
    void predictsZeroBeforeTheFirstRowAndTheMeanAfterwards() {
      assertThat(model.predictThenLearn(X, 4, 1)).isZero();
      assertThat(model.predictThenLearn(X, 10, 1)).isEqualTo(4);
      assertThat(model.predict(X)).isEqualTo(7);
    }

    @Test
    void countsARowByItsWeight() {
      model.learn(X, 4, 1);
      model.learn(X, 10, 3);

      // (4 + 3 · 10) / 4
      assertThat(model.predict(X)).isEqualTo(8.5);
    }

    @Test
    void continuesFromASavedState() {
      model.learn(X, 4, 1);
      StateWriter out = new StateWriter();
      model.save(out);
      OnlineModel other = Learners.mean().open(ONE, 1);
      other.load(new StateReader(out.toBytes()));
      other.grow(new Features(List.of("a", "b")));
      other.learn(new double[2], 10, 1);

      assertThat(other.predict(new double[2])).isEqualTo(7);
    }
  }

  @Nested
  class Custom {

    private final CustomOnlineLearner learner =
        Learners.online("mine", () -> Learners.sgd().open(new Features(List.of()), 1));

    @Test
    void getTheirFeaturesBeforeTheFirstRow() {
      OnlineModel model = learner.open(ONE, 1);

      assertThat(model.predict(X)).isZero();
      StateWriter out = new StateWriter();
      model.save(out);
      StateWriter expected = new StateWriter();
      Learners.sgd().open(ONE, 1).save(expected); // which saves the names of the features
      assertThat(out.toBytes()).isEqualTo(expected.toBytes());
      assertThat(learner.open(ONE, 1)).isNotSameAs(model);
    }

    @Test
    void haveANameAVersionAndCapabilities() {
      assertThat(learner.name()).isEqualTo("mine");
      assertThat(learner.version()).isEqualTo(1);
      assertThat(learner.version(3).version()).isEqualTo(3);
      assertThat(learner.capabilities()).isEqualTo(EnumSet.allOf(Capability.class));
      assertThat(learner.capabilities(Capability.REPEATABLE).version(2).capabilities())
          .containsExactly(Capability.REPEATABLE);
    }

    @Test
    void areRefusedWithoutNameOrModel() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Learners.online("", () -> learner.open(ONE, 1)))
          .withMessage("a learner needs a name that is not empty");
      @SuppressWarnings("NullAway") // the wrong value is what is tested
      CustomOnlineLearner none = Learners.online("none", () -> null);
      assertThatNullPointerException()
          .isThrownBy(() -> none.open(ONE, 1))
          .withMessage("the supplier of learner 'none' returned null");
    }
  }

  @Test
  void canBeSavedAsDefinitions() {
    Map<String, Class<?>> kinds = LearnerKinds.all();
    for (Object definition :
        List.of(
            Learners.sgd().learningRate(LearningRate.optimal()).l2(0.5),
            Learners.sgd().huber().elasticNet(0.01).averaged(7),
            Learners.logisticRegression().threshold(0.25),
            Learners.recursiveLeastSquares().forgetting(0.99),
            Learners.scaledTarget(Learners.sgd()),
            Learners.mean(),
            Learners.leastSquares(),
            Learners.ridge(0.5),
            Learners.lasso(0.5).tolerance(1e-6).maxSweeps(9),
            Learners.tree().maxLeaves(7),
            Learners.forest(9).featureShare(0.25),
            Learners.boosting(9).rate(0.2).rowShare(0.75),
            Learners.neuralNetwork(8, 4).activation(NeuralNetwork.Activation.LOGISTIC).decay(0.01),
            Learners.refit(Learners.ridge(0.5), 100).every(7),
            Learners.refit(Learners.transformedTarget(Learners.tree(), TargetTransform.LOG1P), 100),
            Learners.transformedTarget(Learners.sgd(), TargetTransform.SQRT),
            Prequential.window(9).labelDelay(4))) {
      StateWriter out = new StateWriter();
      RecordCodec.encode(out, definition, kinds);

      assertThat(RecordCodec.decode(new StateReader(out.toBytes()), kinds)).isEqualTo(definition);
    }
  }
}
