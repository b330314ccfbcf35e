package org.bandsaw.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.bandsaw.learn.NeuralNetwork.Activation;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeuralNetworkTest {

  private static final Features TWO = new Features(List.of("a", "b"));
  private static final double[][] X = {{0.5, -1}, {1.5, 2}, {-0.3, 0.8}, {2, -0.5}};
  private static final double[] Y = {1, 3, -0.5, 2.5};

  private static byte[] saved(OnlineModel model) {
    StateWriter out = new StateWriter();
    model.save(out);
    return out.toBytes();
  }

  /** A network whose k-th initial weight, counted from 1, is ((7k mod 11) − 5) / 10. */
  private static OnlineModel openWithKnownWeights(NeuralNetwork learner) {
    StateWriter out = new StateWriter();
    out.writeVersion(1).writeLong(0).writeInt(2).writeString("a").writeString("b");
    int k = 0;
    int below = 2;
    for (int layer = 0; layer <= learner.hidden().size(); layer++) {
      int units = layer < learner.hidden().size() ? learner.hidden().get(layer) : 1;
      for (int i = 0; i < units; i++) {
        double[] unit = new double[below + 1];
        for (int j = 0; j <= below; j++) {
          k++;
          unit[j] = ((k * 7) % 11 - 5) / 10.0;
        }
        out.writeDoubles(unit);
      }
      below = units;
    }
    OnlineModel model = learner.open(TWO, 1);
    model.load(new StateReader(out.toBytes()));
    return model;
  }

  /**
   * MLPRegressor(solver='sgd', alpha=0, batch_size=1, learning_rate_init=0.1, momentum=0) of
   * scikit-learn 1.2.1, with these initial weights, by partial_fit of one row after the other.
   */
  @ParameterizedTest
  @CsvSource({
    "TANH, 3, 0, -0.46310459779699586, 0.6038587671769831, 0.8028404351600661,"
        + " 0.5325267528379725, 0.8673907741284587",
    "TANH, 2, 2, -0.00014668324569408475, 0.6903765314650907, 0.7992033872546112,"
        + " 0.7477460015791453, 0.7145696015662221",
    "LOGISTIC, 3, 0, -0.47494924326682453, 0.833034723073978, 0.7125915864892376,"
        + " 0.7285912417100007, 0.8427160596084163",
    "LOGISTIC, 2, 2, 0.22260444374380978, 0.8446767230440035, 0.8617572673507208,"
        + " 0.8578974925254718, 0.844570810896591"
  })
  void learnsTheSameAsScikitLearn(
      Activation activation,
      int first,
      int second,
      double before,
      double p0,
      double p1,
      double p2,
      double p3) {
    NeuralNetwork learner =
        second == 0 ? Learners.neuralNetwork(first) : Learners.neuralNetwork(first, second);
    OnlineModel model = openWithKnownWeights(learner.activation(activation).learningRate(0.1));

    assertThat(model.predict(X[0])).isCloseTo(before, within(1e-14));
    for (int row = 0; row < X.length; row++) {
      model.learn(X[row], Y[row], 1);
    }
    double[] expected = {p0, p1, p2, p3};
    for (int row = 0; row < X.length; row++) {
      assertThat(model.predict(X[row])).isCloseTo(expected[row], within(1e-12));
    }
  }

  /** A step is in proportion to η · weight. */
  @Test
  void scalesTheStepByTheWeight() {
    OnlineModel heavy = openWithKnownWeights(Learners.neuralNetwork(3).learningRate(0.05));
    OnlineModel fast = openWithKnownWeights(Learners.neuralNetwork(3).learningRate(0.1));
    heavy.learn(X[0], Y[0], 2);
    fast.learn(X[0], Y[0], 1);

    assertThat(heavy.predict(X[1])).isCloseTo(fast.predict(X[1]), within(1e-14));
  }

  /**
   * With a target predicted exactly only the decay remains: w · (1 − 0.1 · 0.05); biases do not
   * change.
   */
  @Test
  void shrinksItsWeightsByTheDecay() {
    NeuralNetwork learner = Learners.neuralNetwork(1).learningRate(0.1).decay(0.05);
    StateWriter out = new StateWriter();
    out.writeVersion(1).writeLong(0).writeInt(2).writeString("a").writeString("b");
    out.writeDoubles(new double[] {0, 0, 0}).writeDoubles(new double[] {3, 2});
    OnlineModel model = learner.open(TWO, 1);
    model.load(new StateReader(out.toBytes()));
    model.learn(X[0], 2, 1);

    StateWriter expected = new StateWriter();
    expected.writeVersion(1).writeLong(1).writeInt(2).writeString("a").writeString("b");
    expected
        .writeDoubles(new double[] {0, 0, 0})
        .writeDoubles(new double[] {3 * (1 - 0.1 * 0.05), 2});
    assertThat(saved(model)).isEqualTo(expected.toBytes());
  }

  @Test
  void startsWithSmallWeightsThatDependOnTheSeed() {
    NeuralNetwork learner = Learners.neuralNetwork(5);
    byte[] one = saved(learner.open(TWO, 1));

    assertThat(saved(learner.open(TWO, 1))).isEqualTo(one);
    assertThat(saved(learner.open(TWO, 2))).isNotEqualTo(one);
    // advances Smile's generator of this thread, but not ours
    smile.math.Math.random();
    assertThat(saved(learner.open(TWO, 1))).isEqualTo(one);
    StateReader in = new StateReader(one);
    in.readVersion(1);
    in.readLong();
    in.readInt();
    in.readString();
    in.readString();
    for (int unit = 0; unit < 5; unit++) {
      for (double weight : in.readDoubles()) {
        assertThat(Math.abs(weight)).isBetween(1e-9, 1 / Math.sqrt(2));
      }
    }
  }

  @Test
  void learnsACurve() {
    OnlineModel model =
        Learners.neuralNetwork(8).learningRate(0.05).open(new Features(List.of("x")), 3);
    double[] x = new double[1];
    for (int i = 0; i < 40_000; i++) {
      x[0] = ((i * 37) % 201 - 100) / 50.0;
      model.learn(x, x[0] * x[0], 1);
    }
    for (double at : new double[] {-1.5, -0.5, 0, 1, 1.7}) {
      x[0] = at;
      assertThat(model.predict(x)).isCloseTo(at * at, within(0.25));
    }
  }

  @Test
  void startsWithoutFeaturesAndGrows() {
    OnlineModel model = Learners.neuralNetwork(4).open(new Features(List.of()), 1);
    for (int i = 0; i < 500; i++) {
      model.learn(new double[0], 3, 1);
    }
    assertThat(model.predict(new double[0])).isCloseTo(3, within(0.01));
    double before = model.predict(new double[0]);
    model.grow(TWO);

    assertThat(model.predict(new double[] {5, -7})).isEqualTo(before);
    model.learn(new double[] {1, 1}, 4, 1);
    assertThat(model.predict(new double[] {5, -7})).isNotEqualTo(before);
  }

  @Test
  void namesTheRowAtWhichItDiverged() {
    OnlineModel model = Learners.neuralNetwork(2).learningRate(5).open(TWO, 1);

    assertThatExceptionOfType(ModelDivergedException.class)
        .isThrownBy(
            () -> {
              for (int i = 0; i < 2000; i++) {
                model.learn(X[i % 4], 1e6 * (i + 1), 1);
              }
            })
        .withMessageContaining("learner 'neural-network' diverged at learned row")
        .withMessageContaining("scaledTarget");
  }

  @Test
  void refusesAStateWithOtherLayers() {
    byte[] state = saved(Learners.neuralNetwork(3, 2).open(TWO, 1));

    assertThatExceptionOfType(StateCorruptException.class)
        .isThrownBy(() -> Learners.neuralNetwork(3, 3).open(TWO, 1).load(new StateReader(state)))
        .withMessage("learner 'neural-network': a unit of 3 weights, not 4");
  }

  @Test
  void refusesSettingsOutOfBounds() {
    assertThatIllegalArgumentException()
        .isThrownBy(Learners::neuralNetwork)
        .withMessage("a neural network needs a hidden layer; for none use sgd()");
    assertThatIllegalArgumentException().isThrownBy(() -> Learners.neuralNetwork(3, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Learners.neuralNetwork(3).learningRate(0));
    assertThatIllegalArgumentException().isThrownBy(() -> Learners.neuralNetwork(3).decay(0.2));
  }
}
