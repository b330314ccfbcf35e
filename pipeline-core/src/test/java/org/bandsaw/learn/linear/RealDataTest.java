package org.bandsaw.learn.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.Learners;
import org.bandsaw.learn.LearningRate;
import org.junit.jupiter.api.Test;

/** Learners on measured data, compared with published values and with scikit-learn. */
class RealDataTest {

  private static final Features ONE = new Features(List.of("x"));

  /** Measurements of ozone, x and y in turn: NIST, Statistical Reference Datasets, Norris. */
  private static final String OZONE =
      "0.2 0.1 337.4 338.8 118.2 118.1 884.6 888.0 10.1 9.2 226.5 228.1 666.3 668.5 996.3 998.5"
          + " 448.6 449.1 777.0 778.9 558.2 559.2 0.4 0.3 0.6 0.1 775.5 778.1 666.9 668.8 338.0"
          + " 339.3 447.5 448.9 11.6 10.8 556.0 557.7 228.1 228.3 995.8 998.0 887.6 888.8 120.2"
          + " 119.6 0.3 0.3 0.3 0.6 556.8 557.6 339.1 339.3 887.2 888.0 999.0 998.5 779.0 778.9"
          + " 11.1 10.2 118.3 117.6 229.2 228.9 669.1 668.4 448.9 449.2 0.5 0.2";

  /**
   * Petals of Iris versicolor and virginica in turn, length and width in millimetres (Anderson
   * 1935, Fisher 1936): rows 51 to 100 of the data set, each followed by the one 50 rows later.
   */
  private static final String IRIS =
      "47 14 60 25 45 15 51 19 49 15 59 21 40 13 56 18 46 15 58 22 45 13 66 21 47 16 45 17 33 10 63"
          + " 18 46 13 58 18 39 14 61 25 35 10 51 20 42 15 53 19 40 10 55 21 47 14 50 20 36 13 51 24"
          + " 44 14 53 23 45 15 55 18 41 10 67 22 45 15 69 23 39 11 50 15 48 18 57 23 40 13 49 20 49"
          + " 15 67 20 47 12 49 18 43 13 57 21 44 14 60 18 48 14 48 18 50 17 49 18 45 15 56 21 35 10"
          + " 58 16 38 11 61 19 37 10 64 20 39 12 56 22 51 16 51 15 45 15 56 14 45 16 61 23 47 15 56"
          + " 24 44 13 55 18 41 13 48 18 40 13 54 21 44 12 56 24 46 14 51 23 40 12 51 19 33 10 59 23"
          + " 42 13 57 25 42 12 52 23 42 13 50 19 43 13 52 20 30 11 54 23 41 13 51 18";

  private static double[] numbers(String text) {
    return Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  @Test
  void recursiveLeastSquaresFindsTheCertifiedLineOfNist() {
    RlsModel model = (RlsModel) Learners.recursiveLeastSquares().prior(1e6).open(ONE, 1);
    double[] values = numbers(OZONE);
    for (int i = 0; i < values.length; i += 2) {
      model.learn(new double[] {values[i]}, values[i + 1], 1);
    }

    assertThat(model.learnedRows()).isEqualTo(36);
    assertThat(model.weights()[0]).isCloseTo(1.00211681802045, within(1e-8));
    assertThat(model.intercept()).isCloseTo(-0.262323073774029, within(1e-6));
  }

  /** SGDRegressor(shuffle=False, max_iter=1, tol=None).fit(length - 5, width), in centimetres. */
  @Test
  void gradientDescentFindsTheLineOfScikitLearn() {
    SgdModel model = (SgdModel) Learners.sgd().open(ONE, 1);
    double[] values = numbers(IRIS);
    for (int i = 0; i < values.length; i += 2) {
      model.learn(new double[] {values[i] / 10 - 5}, values[i + 1] / 10, 1);
    }

    assertThat(model.weights()[0]).isCloseTo(0.06832621175477159, within(1e-12));
    assertThat(model.intercept()).isCloseTo(0.574060651052574, within(1e-12));
  }

  /**
   * SGDClassifier(loss='log_loss', learning_rate='invscaling', eta0=0.5, power_t=0.25,
   * shuffle=False, max_iter=1, tol=None).fit((length - 5, width - 1.7), virginica); its score on
   * the same rows is 0.96.
   */
  @Test
  void logisticRegressionFindsTheLineOfScikitLearn() {
    SgdModel model =
        (SgdModel)
            Learners.logisticRegression()
                .learningRate(LearningRate.inverseScaling(0.5))
                .open(new Features(List.of("length", "width")), 1);
    double[] values = numbers(IRIS);
    for (int i = 0; i < values.length; i += 2) {
      model.learn(flower(values, i), i / 2 % 2, 1);
    }
    int correct = 0;
    for (int i = 0; i < values.length; i += 2) {
      boolean virginica = model.predict(flower(values, i)) >= 0.5;
      correct += virginica == (i / 2 % 2 == 1) ? 1 : 0;
    }

    assertThat(model.weights())
        .containsExactly(new double[] {2.2847121182609076, 1.4988887444744128}, within(1e-12));
    assertThat(model.intercept()).isCloseTo(0.3430365006530744, within(1e-12));
    // of 100 flowers
    assertThat(correct).isEqualTo(96);
  }

  private static double[] flower(double[] values, int i) {
    return new double[] {values[i] / 10 - 5, values[i + 1] / 10 - 1.7};
  }
}
