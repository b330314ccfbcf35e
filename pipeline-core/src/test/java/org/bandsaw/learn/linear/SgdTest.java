package org.bandsaw.learn.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.Learners;
import org.bandsaw.learn.LearningRate;
import org.bandsaw.learn.ModelDivergedException;
import org.bandsaw.learn.OnlineModel;
import org.bandsaw.learn.Sgd;
import org.bandsaw.state.StateMismatchException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SgdTest {

  private static final Offset<Double> EXACT = within(1e-12);
  private static final Features TWO = new Features(List.of("a", "b"));
  private static final double[][] X = {{0.5, -1}, {1.5, 2}, {-0.3, 0.8}, {2, -0.5}};
  private static final double[] Y = {1, 3, -0.5, 2.5};

  private static void learn(OnlineModel model, int rows) {
    for (int i = 0; i < rows; i++) {
      model.learn(X[i], Y[i], 1);
    }
  }

  private static byte[] saved(OnlineModel model) {
    StateWriter out = new StateWriter();
    model.save(out);
    return out.toBytes();
  }

  @Nested
  class WithTheDefaultsOfScikitLearn {

    private final SgdModel model = (SgdModel) Learners.sgd().open(TWO, 1);

    @Test
    void learnsFourRowsAsScikitLearnDoes() {
      learn(model, 4);

      assertThat(model.weights())
          .containsExactly(new double[] {0.07806704437527422, 0.028640777542766123}, EXACT);
      assertThat(model.intercept()).isCloseTo(0.047997779587486994, EXACT);
      assertThat(model.learnedRows()).isEqualTo(4);
    }

    @Test
    void keepsCountingStepsWhenLearningContinues() {
      learn(model, 4);
      learn(model, 2);

      assertThat(model.weights())
          .containsExactly(new double[] {0.10785160821512317, 0.05785876456450037}, EXACT);
      assertThat(model.intercept()).isCloseTo(0.07205217293309846, EXACT);
      assertThat(model.learnedRows()).isEqualTo(6);
    }

    @Test
    void continuesFromASavedStateBitForBit() {
      learn(model, 4);
      SgdModel other = (SgdModel) Learners.sgd().open(TWO, 1);
      other.load(new StateReader(saved(model)));
      learn(model, 4);
      learn(other, 4);

      assertThat(saved(other)).isEqualTo(saved(model));
    }

    @Test
    void doublesTheStepForARowOfWeightTwo() {
      model.learn(new double[] {1, 0}, 1, 2);

      // g = 0 − 1; η = 0.01 / 1; the step is 0.01 · 1 · 2
      assertThat(model.weights()).containsExactly(new double[] {0.02, 0}, EXACT);
      assertThat(model.intercept()).isCloseTo(0.02, EXACT);
    }

    @Test
    void limitsTheGradient() {
      model.learn(new double[] {1, 0}, -1e300, 1);

      assertThat(model.intercept()).isEqualTo(-0.01 * 1e12);
    }

    @Test
    void refusesAVectorOfAnotherLength() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.predict(new double[3]))
          .withMessage("3 features were given to a model of 2");
    }

    @Test
    void refusesTheStateOfAModelWithOtherFeatures() {
      SgdModel other = (SgdModel) Learners.sgd().open(new Features(List.of("a", "c")), 1);

      assertThatThrownBy(() -> model.load(new StateReader(saved(other))))
          .isInstanceOf(StateMismatchException.class)
          .hasMessageContaining("saved: [a, c]; now: [a, b]");
    }
  }

  @Nested
  class WithOtherSchedules {

    @Test
    void learnsWithAConstantRate() {
      SgdModel model =
          (SgdModel) Learners.sgd().learningRate(LearningRate.constant(0.1)).l2(0.5).open(TWO, 1);
      model.learn(new double[] {1, 2}, 1, 1);
      model.learn(new double[] {1, 0}, 1, 1);

      // 1: p 0, g −1: w = (0.1, 0.2), b = 0.1
      // 2: p 0.2, g −0.8: w = (0.1, 0.2) · (1 − 0.1 · 0.5) + 0.08 · (1, 0) = (0.175, 0.19), b 0.18
      assertThat(model.weights()).containsExactly(new double[] {0.175, 0.19}, EXACT);
      assertThat(model.intercept()).isCloseTo(0.18, EXACT);
    }

    @Test
    void startsTheOptimalScheduleLikeScikitLearn() {
      SgdModel model =
          (SgdModel) Learners.sgd().learningRate(LearningRate.optimal()).l2(0.0625).open(TWO, 1);
      model.learn(new double[] {0.5, 0}, 1, 1);
      // √(1/√0.0625) = 2; max(1, −2 − 1) = 1; t₀ = 1 / (2 · 0.0625) = 8; η = 1 / (0.0625 · 8) = 2
      assertThat(model.weights()).containsExactly(new double[] {1, 0}, EXACT);
      assertThat(model.intercept()).isCloseTo(2, EXACT);

      model.learn(new double[] {0, 1}, 1, 1);
      // η = 1 / (0.0625 · 9) = 16/9; p 2, g 1; w₁ = 1 − 16/9/16 = 8/9; w₂ = −16/9; b = 2 − 16/9
      assertThat(model.weights()).containsExactly(new double[] {8 / 9.0, -16 / 9.0}, EXACT);
      assertThat(model.intercept()).isCloseTo(2 / 9.0, EXACT);
    }

    @Test
    void learnsWithAnotherPower() {
      SgdModel model =
          (SgdModel)
              Learners.sgd().learningRate(LearningRate.inverseScaling(0.1, 1)).l2(0).open(TWO, 1);
      model.learn(new double[] {0, 0}, 1, 1);
      model.learn(new double[] {0, 0}, 1, 1);

      // b = 0.1, then + 0.1 / 2 · 0.9
      assertThat(model.intercept()).isCloseTo(0.145, EXACT);
    }

    @Test
    void neverShrinksAWeightBelowZero() {
      SgdModel model =
          (SgdModel) Learners.sgd().learningRate(LearningRate.constant(1)).l2(5).open(TWO, 1);
      model.learn(new double[] {1, 0}, 1, 1);
      model.learn(new double[] {0, 1}, 1, 1);

      assertThat(model.weights()[0]).isZero();
    }

    @Test
    void refusesInvalidSettings() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Learners.sgd().learningRate(0))
          .withMessage("eta0 must be above 0 and finite, not 0.0");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Learners.sgd().l2(-1))
          .withMessage("l2 must be 0 or above and finite, not -1.0");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Learners.sgd().l2(0).learningRate(LearningRate.optimal()))
          .withMessageContaining("set l2 above 0");
      assertThatIllegalStateException()
          .isThrownBy(() -> Learners.sgd().learningRate(LearningRate.optimal()).learningRate(0.1))
          .withMessageContaining("learningRate(LearningRate.constant(0.1))");
    }
  }

  @Nested
  class WhenItDiverges {

    @Test
    void namesTheLearnedRowAndARemedy() {
      SgdModel model = (SgdModel) Learners.sgd().open(TWO, 1);
      model.learn(new double[] {1, 1}, 1, 1);

      assertThatThrownBy(() -> model.learn(new double[] {1, 1e308}, -1e300, 1))
          .isInstanceOf(ModelDivergedException.class)
          .hasMessageStartingWith(
              "learner 'sgd' diverged at learned row 2: the weight of 'b' became -Infinity")
          .hasMessageContaining("scale the features")
          .hasMessageContaining("smaller learningRate");
    }

    @Test
    void continuesWhileOnlyTheSumOfWeightsOverflows() {
      Features many = new Features(List.of("a", "b", "c", "d", "e", "f", "g", "h"));
      SgdModel model =
          (SgdModel) Learners.sgd().learningRate(LearningRate.constant(1)).l2(0).open(many, 1);
      double[] x = new double[8];
      java.util.Arrays.fill(x, 1.5e308);

      model.learn(x, 1, 1);

      assertThat(model.weights()).containsOnly(1.5e308);
    }

    /** 1.5e308 is finite, and twice as much is not. */
    @Test
    void namesTheExactRowAfterLoading() {
      Sgd learner = Learners.sgd().learningRate(LearningRate.constant(1)).l2(0);
      SgdModel first = (SgdModel) learner.open(TWO, 1);
      first.learn(new double[] {0, 1.5e308}, 1, 1);
      SgdModel model = (SgdModel) learner.open(TWO, 1);
      model.load(new StateReader(saved(first)));
      model.learn(new double[] {1, 0}, 1, 1);

      assertThatThrownBy(() -> model.learn(new double[] {0, -1e308}, 1, 1))
          .isInstanceOf(ModelDivergedException.class)
          .hasMessageContaining("at learned row 3: the weight of 'b' became");
    }
  }

  @Nested
  class WhenFeaturesGrow {

    @Test
    void givesNewFeaturesTheWeightZero() {
      SgdModel model = (SgdModel) Learners.sgd().open(TWO, 1);
      learn(model, 2);
      double[] two = model.weights();
      model.grow(new Features(List.of("a", "b", "c")));

      assertThat(model.weights()).containsExactly(two[0], two[1], 0);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.grow(TWO))
          .withMessage("a model of 3 features cannot shrink to 2");
    }
  }

  @Property(tries = 50)
  void predictsBitForBitAsBeforeWhenFeaturesGrow(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int size) {
    Random random = new Random(seed);
    String[] names = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m"};
    SgdModel model =
        (SgdModel) Learners.sgd().open(new Features(List.of(names).subList(0, size)), 1);
    double[] x = new double[size];
    for (int row = 0; row < 20; row++) {
      x = random.doubles(size, -2, 2).toArray();
      model.learn(x, random.nextGaussian(), 1);
    }
    final double before = model.predict(x);

    for (int wider = size + 1; wider <= names.length; wider++) {
      model.grow(new Features(List.of(names).subList(0, wider)));
      double[] more = java.util.Arrays.copyOf(x, wider);
      more[wider - 1] = 7;
      assertThat(model.predict(more)).isEqualTo(before);
    }
  }
}
