package org.bandsaw.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The compared learners must do about the same, or a comparison of speed has no meaning. */
class LearnerFitsTest {

  private static final int ROWS = 1500;

  static List<Peers.BatchPeer> pairs() {
    return Peers.batch();
  }

  /** Returns the mean squared difference of predictions as a share of the variance of targets. */
  private static double apart(
      Peers.FittedPeer one, Peers.FittedPeer other, double[][] x, double[] y) {
    double mean = Arrays.stream(y).average().orElseThrow();
    double squares = 0;
    double spread = 0;
    for (int i = 0; i < y.length; i++) {
      squares += Math.pow(one.predict(x[i]) - other.predict(x[i]), 2);
      spread += Math.pow(y[i] - mean, 2);
    }
    return squares / spread;
  }

  /**
   * The three linear learners solve the same problem, although Smile's ridge and lasso scale
   * features by their standard deviations; trees differ where two splits are nearly equal.
   */
  @ParameterizedTest
  @MethodSource("pairs")
  void batchLearnersPredictTheSameAsTheirPeers(Peers.BatchPeer pair) throws Exception {
    LearnerFits fits = new LearnerFits();
    fits.learner = pair.learner();
    fits.peer = pair.peer();
    fits.rows = ROWS;
    fits.features = 20;
    fits.makeRows();
    assertThat(apart(fits.fitted(), fits.peerFitted(), fits.x, fits.y))
        .isLessThan(isLinear(pair.learner()) ? 1e-4 : 0.3);
  }

  private static boolean isLinear(String learner) {
    return List.of("least-squares", "ridge", "lasso").contains(learner);
  }

  @ParameterizedTest
  @CsvSource({
    "scaled-sgd, 1e-20",
    "log1p-scaled-sgd, 1e-20",
    "scaled-neural-network, 0.3", // different initial weights
    "mean, 1e-20",
    "refit-least-squares, 1e-20",
    "refit-ridge, 1e-6",
    "refit-lasso, 1e-3",
    "refit-tree, 0.3"
  })
  void onlineLearnersPredictTheSameAsTheirPeers(String learner, double apart) {
    NamedUpdates updates = new NamedUpdates();
    updates.learner = learner;
    updates.features = 20;
    updates.begin();
    LearnerUpdates.Processor processor = new LearnerUpdates.Processor();
    for (int pass = 0; pass < 10; pass++) {
      updates.learner(processor);
      updates.peer(processor);
    }
    assertThat(apart(updates.model::predict, updates.peerModel, updates.x, updates.y))
        .isLessThan(apart);
  }
}
