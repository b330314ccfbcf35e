package org.bandsaw.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Online learners on the {@link RealPlayers}, compared with scikit-learn 1.2.1 and NumPy on the
 * same rows. The file is sorted by descending rating, so row i here is row 100·i mod 439 of the
 * file. Each row is predicted, then learned. Compared are the RMSE of these predictions and the
 * prediction for row 0 at the end. Scikit-learn learns with {@code partial_fit}, one row after the
 * other.
 */
class RealPlayersOnlineTest {

  private static final int ROWS = RealPlayers.COUNT;
  private static final int LAST_ROWS = 200;
  private static final int EVERY = 50;

  private final double[][] raw = new double[ROWS][];
  private final double[][] scaled = new double[ROWS][];
  private final double[] y = new double[ROWS];

  @BeforeEach
  void read() throws IOException {
    RealPlayers players = RealPlayers.read();
    for (int i = 0; i < ROWS; i++) {
      double[] x = players.features().get(100 * i % ROWS);
      raw[i] = x;
      scaled[i] =
          new double[] {(x[0] - 76) / 6, (x[1] - 2) / 0.1, (x[2] - 100) / 12, (x[3] - 14) / 4};
      y[i] = players.salaries().get(100 * i % ROWS);
    }
  }

  private static OnlineModel open(OnlineLearner learner) {
    return learner.open(RealPlayers.FEATURES, 1);
  }

  /** Predicts and learns all rows; returns the RMSE. */
  private static double rmse(OnlineModel model, double[][] x, double[] y) {
    double squares = 0;
    for (int i = 0; i < ROWS; i++) {
      squares += Math.pow(y[i] - model.predictThenLearn(x[i], y[i], 1), 2);
    }
    return Math.sqrt(squares / ROWS);
  }

  private void assertLearns(OnlineModel model, double rmse, double after) {
    assertThat(rmse(model, scaled, y)).isCloseTo(rmse, within(1e-9));
    assertThat(model.predict(scaled[0])).isCloseTo(after, within(1e-8));
  }

  @Test
  void mean() {
    assertLearns(open(Learners.mean()), 10.385871149339385, 9.172541066059221);
  }

  /** SGDRegressor(). */
  @Test
  void gradientDescent() {
    assertLearns(open(Learners.sgd()), 8.00587253346098, 33.09664550372019);
  }

  /** SGDRegressor() on targets standardized by their mean and standard deviation so far. */
  @Test
  void gradientDescentWithAScaledTarget() {
    assertLearns(open(Learners.scaledTarget(Learners.sgd())), 7.548998620970607, 32.58991392838926);
  }

  /** As before, of numpy.log1p of the targets; predictions transformed back by numpy.expm1. */
  @Test
  void gradientDescentWithTheScaledLogarithmOfTheTarget() {
    assertLearns(
        open(
            Learners.transformedTarget(
                Learners.scaledTarget(Learners.sgd()), TargetTransform.LOG1P)),
        8.109334378127677,
        55.91376690400657);
  }

  /** numpy.linalg.solve(Z.T @ Z + I/100, Z.T @ y) for each row, with Z = (1, X) so far. */
  @Test
  void recursiveLeastSquares() {
    OnlineModel model = Learners.recursiveLeastSquares().open(RealPlayers.FEATURES, 1);

    assertLearns(model, 6.075086691195049, 38.65342537340001);
  }

  /**
   * MLPRegressor((16,), activation='tanh', solver='sgd', alpha=0, batch_size=1,
   * learning_rate_init=0.01, momentum=0) on the scaled target; its k-th weight, counted from 1 unit
   * by unit with the bias last, is initially ((7k mod 11) − 5) / 10.
   */
  @Test
  void neuralNetworkWithAScaledTarget() {
    StateWriter out = new StateWriter();
    out.writeVersion(1).writeDouble(0).writeDouble(0).writeDouble(0);
    out.writeVersion(1).writeLong(0).writeInt(4);
    RealPlayers.FEATURES.names().forEach(out::writeString);
    for (int unit = 0; unit < 16; unit++) {
      out.writeDoubles(firstWeights(5 * unit, 5));
    }
    out.writeDoubles(firstWeights(5 * 16, 17));
    OnlineModel model = open(Learners.scaledTarget(Learners.neuralNetwork(16)));
    model.load(new StateReader(out.toBytes()));

    assertLearns(model, 7.6997207334355995, 35.55582366464018);
  }

  private static double[] firstWeights(int before, int count) {
    double[] weights = new double[count];
    for (int j = 0; j < count; j++) {
      weights[j] = ((before + j + 1) * 7 % 11 - 5) / 10.0;
    }
    return weights;
  }

  /** SGDClassifier(loss='log_loss') of salaries above five million; the Brier score. */
  @Test
  void logisticRegression() {
    OnlineModel model = Learners.logisticRegression().open(RealPlayers.FEATURES, 1);
    double[] above = new double[ROWS];
    for (int i = 0; i < ROWS; i++) {
      above[i] = y[i] > 5 ? 1 : 0;
    }

    assertThat(Math.pow(rmse(model, scaled, above), 2))
        .isCloseTo(0.2440364584650608, within(1e-12));
    assertThat(SavedModels.online(model).weights())
        .containsExactly(
            new double[] {
              30.416721518409037, 8.382959509043745, 2.48564084306265, 4.119300028674016
            },
            within(1e-8));
    assertThat(SavedModels.online(model).intercept()).isCloseTo(-2.651887146468808, within(1e-8));
  }

  private OnlineModel refit(BatchLearner learner, double rmse, double within) {
    OnlineModel model = open(Learners.refit(learner, LAST_ROWS).every(EVERY));
    assertThat(rmse(model, raw, y)).isCloseTo(rmse, within(within));
    return model;
  }

  private void assertRefits(BatchLearner learner, double rmse, double after) {
    OnlineModel model = refit(learner, rmse, 1e-8);
    assertThat(model.predict(raw[0])).isCloseTo(after, within(1e-7));
  }

  /** LinearRegression(), fitted after each 50 rows to the last 200. */
  @Test
  void refittedLeastSquares() {
    assertRefits(Learners.leastSquares(), 6.769782859639168, 36.59563452273586);
  }

  /** Ridge(1). */
  @Test
  void refittedRidge() {
    assertRefits(Learners.ridge(1), 6.762533820377296, 36.48937988540329);
  }

  /** Lasso(0.1, tol=1e-14, max_iter=1000000). */
  @Test
  void refittedLasso() {
    assertRefits(Learners.lasso(0.1), 6.763041754926342, 36.35188770196122);
  }

  /** DecisionTreeRegressor(max_leaf_nodes=8, min_samples_leaf=5), with any of four seeds. */
  @Test
  void refittedTree() {
    assertRefits(Learners.tree().maxLeaves(8), 6.98620769773642, 38.0696214);
  }

  /**
   * GradientBoostingRegressor(n_estimators=50, max_leaf_nodes=8, max_depth=None,
   * min_samples_leaf=5); four seeds, which choose between equal splits, give an RMSE of 6.4858 to
   * 6.4878.
   */
  @Test
  void refittedBoosting() {
    OnlineModel model = refit(Learners.boosting(50), 6.4868, 0.003);

    assertThat(model.predict(raw[0])).isCloseTo(40.53026240761818, within(1e-9));
  }

  /**
   * RandomForestRegressor(50, max_leaf_nodes=256, max_features=2, min_weight_fraction_leaf=5/200)
   * has with seeds 0 to 5 an RMSE of 6.416 to 6.565.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void refittedForest(long seed) {
    OnlineLearner learner =
        Learners.refit(Learners.forest(50).featureShare(0.5), LAST_ROWS).every(EVERY);

    assertThat(rmse(learner.open(RealPlayers.FEATURES, seed), raw, y)).isBetween(6.35, 6.63);
  }
}
