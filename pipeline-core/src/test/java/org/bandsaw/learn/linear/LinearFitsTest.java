package org.bandsaw.learn.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bandsaw.data.BandsawException;
import org.bandsaw.learn.BatchLearner;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.Learners;
import org.bandsaw.learn.SyntheticRows;
import org.bandsaw.learn.TrainingRows;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Linear fits compared with scikit-learn 1.2.1, and edge cases. */
class LinearFitsTest {

  private static final Features FOUR = new Features(List.of("a", "b", "never changes", "near a"));

  private static LinearModel fitted(BatchLearner learner, TrainingRows rows) throws Exception {
    return (LinearModel) learner.fit(rows, 1);
  }

  private static void hasWeights(LinearModel model, double near, double... expected) {
    assertThat(model.weights()).containsExactly(expected, within(near));
  }

  private static TrainingRows rows(double[][] x, double... y) {
    List<String> names = List.of("a", "b", "c", "d", "e");
    return TrainingRows.of(new Features(names.subList(0, x[0].length)), x, y);
  }

  @Nested
  class AgainstScikitLearn {

    private final TrainingRows rows = SyntheticRows.rows(60);
    private final TrainingRows weighted = SyntheticRows.weighted(60);

    @Test
    void leastSquares() throws Exception {
      LinearModel model = fitted(Learners.leastSquares(), rows);

      hasWeights(model, 1e-11, 2.993113125380274, 0.522408096996226, 0, -0.014495584099507908);
      assertThat(model.intercept()).isCloseTo(-0.8617498256101328, within(1e-10));
    }

    @Test
    void leastSquaresWithWeights() throws Exception {
      LinearModel model = fitted(Learners.leastSquares(), weighted);

      hasWeights(model, 1e-11, 2.784465404962529, 0.5063424556228904, 0, 0.39539007386846775);
      assertThat(model.intercept()).isCloseTo(-2.555030571831736, within(1e-10));
    }

    /** Ridge(25, solver='svd'). */
    @Test
    void ridge() throws Exception {
      LinearModel model = fitted(Learners.ridge(25), rows);

      hasWeights(model, 1e-11, 2.970093106081886, 0.5209868554507794, 0, 0.02841617004524341);
      assertThat(model.intercept()).isCloseTo(-1.0069725107495628, within(1e-10));
    }

    @Test
    void ridgeWithWeights() throws Exception {
      LinearModel model = fitted(Learners.ridge(25), weighted);

      hasWeights(model, 1e-10, 2.776667099452383, 0.5056937556039314, 0, 0.4096989336060924);
      assertThat(model.intercept()).isCloseTo(-2.5960170216251015, within(1e-9));
    }

    /** Lasso(5, tol=1e-15, max_iter=10**6). */
    @Test
    void lasso() throws Exception {
      LinearModel model = fitted(Learners.lasso(5), rows);

      hasWeights(model, 1e-8, 2.9812500364019385, 0.5044510390082002, 0, 0);
      assertThat(model.weights()[3]).isZero();
      assertThat(model.intercept()).isCloseTo(-0.2805405742201117, within(1e-7));
    }

    @Test
    void lassoWithWeights() throws Exception {
      LinearModel model = fitted(Learners.lasso(5), weighted);

      hasWeights(model, 1e-8, 2.862522594877712, 0.4916264281748841, 0, 0.2279194721843605);
      assertThat(model.intercept()).isCloseTo(-0.8734766859251977, within(1e-7));
    }

    /** Three rows of four features, one of them constant. */
    @Test
    void leastNormWithFewerRowsThanFeatures() throws Exception {
      LinearModel model = fitted(Learners.leastSquares(), SyntheticRows.rows(3));

      hasWeights(model, 1e-12, 2.190072349093674, 0.11215555674920835, 0, 1.4018700856537212);
      assertThat(model.intercept()).isCloseTo(0, within(1e-12));
    }
  }

  @Nested
  class LeastSquaresEdgeCases {

    /** x and y are 1 1, 2 3, 3 5: y = 2x − 1, and two equal columns share the weight 2. */
    @Test
    void sharesTheWeightBetweenEqualFeatures() throws Exception {
      double[][] x = {{1, 1}, {2, 2}, {3, 3}};

      LinearModel model = fitted(Learners.leastSquares(), rows(x, 1, 3, 5));

      hasWeights(model, 1e-14, 1, 1);
      assertThat(model.intercept()).isCloseTo(-1, within(1e-14));
    }

    /** The mean of 1e6 + 0.1 can be inexact, which would be visible next to 1e-6. */
    @Test
    void givesAConstantFeatureTheWeightZero() throws Exception {
      double[][] x = {{1e6 + 0.1, 1e-6}, {1e6 + 0.1, 2e-6}, {1e6 + 0.1, 4e-6}};

      LinearModel model = fitted(Learners.leastSquares(), rows(x, 1, 2, 4));

      assertThat(model.weights()[0]).isZero();
      assertThat(model.weights()[1]).isCloseTo(1e6, within(1e-6));
    }

    @Test
    void predictsTheTargetOfASingleRow() throws Exception {
      LinearModel model = fitted(Learners.leastSquares(), rows(new double[][] {{3, 4}}, 7));

      hasWeights(model, 0, 0, 0);
      assertThat(model.predict(new double[] {100, 100})).isEqualTo(7);
    }

    @Test
    void predictsTheMeanWithoutFeatures() throws Exception {
      TrainingRows none =
          TrainingRows.of(new Features(List.of()), new double[2][0], new double[] {1, 4});

      assertThat(fitted(Learners.leastSquares(), none).predict(new double[0])).isEqualTo(2.5);
      assertThat(fitted(Learners.lasso(1), none).predict(new double[0])).isEqualTo(2.5);
    }

    @Test
    void countsARowOfWeightTwoAsTwoRows() throws Exception {
      double[][] x = {{1, 0}, {2, 1}, {3, 5}, {5, 2}};
      double[][] twice = {{1, 0}, {2, 1}, {2, 1}, {3, 5}, {5, 2}, {5, 2}};
      double[] y = {1, 4, 2, 8};
      TrainingRows weighted =
          TrainingRows.of(new Features(List.of("a", "b")), x, y, new double[] {1, 2, 1, 2});
      for (BatchLearner learner :
          List.of(Learners.leastSquares(), Learners.ridge(2), Learners.lasso(0.1))) {
        LinearModel expected = fitted(learner, rows(twice, 1, 4, 4, 2, 8, 8));
        LinearModel model = fitted(learner, weighted);

        hasWeights(model, 1e-9, expected.weights());
        assertThat(model.intercept()).isCloseTo(expected.intercept(), within(1e-9));
      }
    }

    @Test
    void refusesFeaturesThatAreTooLarge() {
      double[][] x = {{1e200}, {-1e200}, {1e250}};

      assertThatExceptionOfType(BandsawException.class)
          .isThrownBy(() -> Learners.lasso(1).fit(rows(x, 1, 2, 4), 1))
          .withMessage(
              "the values of feature 'a' are too large for a linear fit: the sum of their squares"
                  + " is Infinity. Scale them in an earlier stage");
    }
  }

  @Nested
  class Penalties {

    /**
     * x − 2 and y − 3 are −1 −2, 0 0, 1 2. Ridge: w = 4/(2 + λ). Lasso: the mean of x·y is 4/3, of
     * x·x 2/3, so w = (4/3 − λ)/(2/3).
     */
    @Test
    void giveTheWeightsOfTheFormulas() throws Exception {
      TrainingRows rows = rows(new double[][] {{1}, {2}, {3}}, 1, 3, 5);

      LinearModel ridge = fitted(Learners.ridge(2), rows);
      assertThat(ridge.weights()[0]).isCloseTo(1, within(1e-15));
      assertThat(ridge.intercept()).isCloseTo(1, within(1e-14));
      LinearModel lasso = fitted(Learners.lasso(1.0 / 3), rows);
      assertThat(lasso.weights()[0]).isCloseTo(1.5, within(1e-14));
      assertThat(lasso.intercept()).isCloseTo(0, within(1e-14));
      assertThat(fitted(Learners.lasso(4.0 / 3), rows).weights()[0]).isZero();
    }

    @Test
    void mustBeAboveZero() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Learners.ridge(0))
          .withMessage(
              "the penalty of ridge must be above 0, not 0.0. For no penalty use leastSquares()");
      assertThatIllegalArgumentException().isThrownBy(() -> Learners.lasso(Double.NaN));
      assertThatIllegalArgumentException().isThrownBy(() -> Learners.lasso(1).maxSweeps(0));
      assertThatIllegalArgumentException().isThrownBy(() -> Learners.lasso(1).tolerance(0));
    }

    @Test
    void thatDoNotConvergeAreAnError() {
      assertThatExceptionOfType(BandsawException.class)
          .isThrownBy(() -> Learners.lasso(1e-6).maxSweeps(3).fit(SyntheticRows.rows(60), 1))
          .withMessageContaining("did not converge on 4 features in 3 sweeps")
          .withMessageContaining("Choose a larger lambda");
    }
  }

  /**
   * At the minimum of the lasso the mean of residual · feature is λ with the sign of the weight, or
   * within ±λ if the weight is 0; at the minimum of ridge the sum of residual · feature is λ ·
   * weight.
   */
  @Property(tries = 100)
  void minimizesThePenalizedSum(
      @ForAll @IntRange(min = 1, max = 15) int count,
      @ForAll @IntRange(min = 1, max = 5) int features,
      @ForAll long seed)
      throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] x = new double[count][features];
    double[] y = new double[count];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < features; j++) {
        x[i][j] = random.nextInt(9) - 4;
      }
      y[i] = random.nextInt(21) - 10;
    }
    LinearModel ridge = fitted(Learners.ridge(0.5), rows(x, y));
    LinearModel lasso = fitted(Learners.lasso(0.5), rows(x, y));

    for (int j = 0; j < features; j++) {
      double slope = 0;
      double meanSlope = 0;
      for (int i = 0; i < count; i++) {
        slope += (y[i] - ridge.predict(x[i])) * x[i][j];
        meanSlope += (y[i] - lasso.predict(x[i])) * x[i][j] / count;
      }
      assertThat(slope).isCloseTo(0.5 * ridge.weights()[j], within(1e-9));
      double w = lasso.weights()[j];
      if (w == 0) {
        assertThat(Math.abs(meanSlope)).isLessThanOrEqualTo(0.5 + 1e-7);
      } else {
        assertThat(meanSlope).isCloseTo(Math.copySign(0.5, w), within(1e-7));
      }
    }
  }

  @Test
  void loadsASavedModel() throws Exception {
    LinearModel model = fitted(Learners.ridge(3), SyntheticRows.rows(60));
    StateWriter out = new StateWriter();
    model.save(out);

    LinearModel loaded = (LinearModel) Learners.ridge(3).load(FOUR, new StateReader(out.toBytes()));

    assertThat(loaded.weights()).isEqualTo(model.weights());
    assertThat(loaded.intercept()).isEqualTo(model.intercept());
    assertThatExceptionOfType(StateCorruptException.class)
        .isThrownBy(
            () ->
                Learners.ridge(3).load(new Features(List.of("a")), new StateReader(out.toBytes())))
        .withMessage("learner 'ridge': 4 weights for 1 features");
  }

  @Test
  void refusesAVectorOfAnotherLength() throws Exception {
    LinearModel model = fitted(Learners.ridge(3), SyntheticRows.rows(60));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.predict(new double[3]))
        .withMessage("3 features were given to a model of 4");
  }
}
