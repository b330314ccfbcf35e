package org.bandsaw.learn.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.Learners;
import org.bandsaw.learn.ModelDivergedException;
import org.bandsaw.learn.OnlineModel;
import org.bandsaw.learn.RecursiveLeastSquares;
import org.bandsaw.state.StateMismatchException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecursiveLeastSquaresTest {

  private static final Offset<Double> CLOSE = within(1e-8);
  private static final RecursiveLeastSquares RLS = Learners.recursiveLeastSquares();
  private static final Features ONE = new Features(List.of("a"));
  private static final Features FOUR = new Features(List.of("a", "b", "c", "d"));

  private static byte[] saved(OnlineModel model) {
    StateWriter out = new StateWriter();
    model.save(out);
    return out.toBytes();
  }

  private static double[] weights(RlsModel model) {
    double[] weights = model.weights();
    double[] all = new double[weights.length + 1];
    all[0] = model.intercept();
    System.arraycopy(weights, 0, all, 1, weights.length);
    return all;
  }

  /** Rows of four features; the last is a function of the first two, with some noise. */
  private static double[][] rows(int count, Random random) {
    double[][] rows = new double[count][];
    for (int i = 0; i < count; i++) {
      double[] x = random.doubles(4, -1, 1).toArray();
      x[3] = x[0] - x[1] + 0.1 * x[3];
      rows[i] = x;
    }
    return rows;
  }

  private static double[] targets(double[][] rows, Random random) {
    double[] y = new double[rows.length];
    for (int i = 0; i < y.length; i++) {
      double[] x = rows[i];
      y[i] = 3 + 2 * x[0] - x[1] + 0.5 * x[2] + x[3] + 0.3 * random.nextGaussian();
    }
    return y;
  }

  /** Solves (Σ λ^(n−i)·z·zᵀ + λⁿ/δ·I)·w = Σ λ^(n−i)·y·z with z = (1, x) by elimination. */
  private static double[] ridge(double[][] rows, double[] y, double lambda, double delta) {
    int n = rows[0].length + 1;
    double[][] a = new double[n][n + 1];
    for (int i = 0; i < n; i++) {
      a[i][i] = 1 / delta;
    }
    for (int row = 0; row < rows.length; row++) {
      double[] z = new double[n];
      z[0] = 1;
      System.arraycopy(rows[row], 0, z, 1, n - 1);
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          a[i][j] = lambda * a[i][j] + z[i] * z[j];
        }
        a[i][n] = lambda * a[i][n] + z[i] * y[row];
      }
    }
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < n; k++) {
        double factor = k == i ? 0 : a[k][i] / a[i][i];
        for (int j = i; j <= n; j++) {
          a[k][j] -= factor * a[i][j];
        }
      }
    }
    double[] w = new double[n];
    for (int i = 0; i < n; i++) {
      w[i] = a[i][n] / a[i][i];
    }
    return w;
  }

  @Test
  void learnsOneRowAsWorkedByHand() {
    RlsModel model = (RlsModel) RLS.forgetting(0.5).prior(1).open(ONE, 1);

    assertThat(model.predictThenLearn(new double[] {1}, 3, 1)).isZero();
    // z = u = (1, 1); c = 1/(0.5 + 2) = 0.4; w = 0.4·3·u; P = (I − 0.4·u·uᵀ)/0.5, diagonal 1.2
    assertThat(weights(model)).containsExactly(new double[] {1.2, 1.2}, within(1e-15));
    assertThat(model.trace()).isCloseTo(2.4, within(1e-15));
    assertThat(model.predict(new double[] {2})).isCloseTo(3.6, within(1e-15));
    assertThat(model.learnedRows()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 0.999, 0.95})
  void equalsTheClosedFormOfRidgeRegression(double lambda) {
    Random random = new Random(5);
    double[][] x = rows(400, random);
    double[] y = targets(x, random);
    RlsModel model = (RlsModel) RLS.forgetting(lambda).open(FOUR, 1);
    for (int i = 0; i < x.length; i++) {
      model.learn(x[i], y[i], 1);
    }

    assertThat(weights(model)).containsExactly(ridge(x, y, lambda, 100), CLOSE);
  }

  @Test
  void countsARowOfWeightTwoAsTwoRows() {
    Random random = new Random(6);
    double[][] x = rows(30, random);
    double[] y = targets(x, random);
    RlsModel once = (RlsModel) RLS.open(FOUR, 1);
    RlsModel twice = (RlsModel) RLS.open(FOUR, 1);
    for (int i = 0; i < x.length; i++) {
      once.learn(x[i], y[i], 2);
      twice.learn(x[i], y[i], 1);
      twice.learn(x[i], y[i], 1);
    }

    assertThat(weights(once)).containsExactly(weights(twice), CLOSE);
  }

  @Nested
  class WithConstantFeatures {

    private static final int ROWS = 100_000;
    private final Random random = new Random(7);
    private final Features six = new Features(List.of("a", "b", "silent", "yes", "no", "late"));

    /**
     * "silent" is 0 from row 1000 to row 99 000, "yes" and "no" always sum to the intercept's 1,
     * "late" is 0 up to row 99 000. The slope of "a" changes its sign at row 50 000.
     */
    private double[] x(int row) {
      double yes = random.nextBoolean() ? 1 : 0;
      boolean ends = row < 1000 || row >= 99_000;
      return new double[] {
        random.nextGaussian(),
        random.nextGaussian(),
        ends ? random.nextGaussian() : 0,
        yes,
        1 - yes,
        row >= 99_000 ? random.nextGaussian() : 0
      };
    }

    private double y(int row, double[] x) {
      double slope = row < 50_000 ? 2 : -2;
      return 5 + slope * x[0] + x[1] + 3 * x[2] + x[3] - 4 * x[5] + 0.1 * random.nextGaussian();
    }

    private RlsModel learned(int rows, double lambda, double[] errors) {
      RlsModel model = (RlsModel) RLS.forgetting(lambda).open(six, 1);
      for (int row = 0; row < rows; row++) {
        double[] x = x(row);
        double y = y(row, x);
        errors[row] = y - model.predictThenLearn(x, y, 1);
      }
      return model;
    }

    private double rmse(double[] errors, int from, int to) {
      return Math.sqrt(Arrays.stream(errors, from, to).map(e -> e * e).average().orElseThrow());
    }

    @Test
    void keepsForgettingOverAHundredThousandRows() {
      double[] errors = new double[ROWS];
      RlsModel model = learned(ROWS, 0.95, errors);

      // The noise is 0.1; the error of weights from about 20 rows adds to it.
      assertThat(rmse(errors, 40_000, 50_000)).isBetween(0.1, 0.13);
      assertThat(rmse(errors, 50_100, 99_000)).isBetween(0.1, 0.13);
      assertThat(rmse(errors, 99_100, ROWS)).isBetween(0.1, 0.14);
      assertThat(model.weights()[0]).isCloseTo(-2, within(0.3));
      assertThat(model.weights()[5]).isCloseTo(-4, within(0.3));
    }

    @Test
    void staysUnderTheLimitOfItsVariances() {
      RlsModel model = (RlsModel) RLS.forgetting(0.95).open(six, 1);
      for (int row = 0; row < 20_000; row++) {
        double[] x = x(row);
        model.learn(x, y(row, x), 1);
        assertThat(model.trace()).isBetween(0.0, 7 * 1e4 * 100);
      }
    }

    @Test
    void keepsTheWeightOfAFeatureWhileItIsZero() {
      RlsModel model = learned(50_000, 0.95, new double[ROWS]);

      assertThat(model.weights()[2]).isCloseTo(3, within(0.2));
    }
  }

  @Nested
  class WhenFeaturesGrow {

    @Test
    void givesANewFeatureThePriorAndKeepsPredictions() {
      Random random = new Random(8);
      double[][] x = rows(60, random);
      double[] y = targets(x, random);
      RlsModel grown = (RlsModel) RLS.open(new Features(List.of("a", "b", "c")), 1);
      RlsModel whole = (RlsModel) RLS.open(FOUR, 1);
      for (int i = 0; i < 60; i++) {
        if (i == 30) {
          double before = grown.predict(Arrays.copyOf(x[i], 3));
          grown.grow(FOUR);
          assertThat(grown.predict(x[i])).isEqualTo(before);
        }
        x[i][3] = i < 30 ? 0 : x[i][3];
        grown.learn(i < 30 ? Arrays.copyOf(x[i], 3) : x[i], y[i], 1);
        whole.learn(x[i], y[i], 1);
      }

      assertThat(weights(grown)).containsExactly(weights(whole), CLOSE);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> grown.grow(ONE))
          .withMessage("a model of 4 features cannot shrink to 1");
    }
  }

  @Test
  void continuesFromASavedState() {
    Random random = new Random(9);
    double[][] x = rows(60, random);
    double[] y = targets(x, random);
    RlsModel one = (RlsModel) RLS.forgetting(0.97).open(FOUR, 1);
    for (int i = 0; i < 30; i++) {
      one.learn(x[i], y[i], 1);
    }
    RlsModel other = (RlsModel) RLS.forgetting(0.97).open(ONE, 1);
    other.load(new StateReader(saved(one)));
    assertThat(saved(other)).isEqualTo(saved(one));
    assertThat(other.retainedBytes()).isEqualTo(one.retainedBytes());
    for (int i = 30; i < 60; i++) {
      assertThat(other.predictThenLearn(x[i], y[i], 1))
          .isEqualTo(one.predictThenLearn(x[i], y[i], 1));
    }
    assertThat(saved(other)).isEqualTo(saved(one));
  }

  @Test
  void namesTheLearnedRowAtWhichItDiverged() {
    RlsModel model = (RlsModel) RLS.open(FOUR, 1);
    model.learn(new double[] {1, 1, 1, 1}, 1, 1);

    assertThatThrownBy(() -> model.learn(new double[] {1, 1e200, 1, 1}, 1, 1))
        .isInstanceOf(ModelDivergedException.class)
        .hasMessageStartingWith("learner 'rls' diverged at learned row 2: ")
        .hasMessageContaining("scale the features");
  }

  @Test
  void refusesInvalidArguments() {
    RlsModel model = (RlsModel) RLS.open(ONE, 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.predict(new double[3]))
        .withMessage("3 features were given to a model of 1");
    assertThatThrownBy(
            () -> model.load(new StateReader(saved(RLS.open(new Features(List.of("other")), 1)))))
        .isInstanceOf(StateMismatchException.class)
        .hasMessageContaining("saved: [other]; now: [a]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RLS.forgetting(0))
        .withMessage("the forgetting factor must be above 0 and at most 1, not 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RLS.prior(0))
        .withMessage("the prior variance must be above 0 and at most 1e100, not 0.0");
  }
}
