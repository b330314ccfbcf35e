package org.bandsaw.bench.jmh;

import java.util.Arrays;
import java.util.List;
import org.bandsaw.bench.jmh.PlainLoops.PlainLog1p;
import org.bandsaw.bench.jmh.PlainLoops.PlainMean;
import org.bandsaw.bench.jmh.PlainLoops.PlainScaledSgd;
import smile.regression.GradientTreeBoost;
import smile.regression.LASSO;
import smile.regression.NeuralNetwork;
import smile.regression.NeuralNetwork.ActivationFunction;
import smile.regression.OLS;
import smile.regression.RandomForest;
import smile.regression.RegressionTree;
import smile.regression.RidgeRegression;

/**
 * The peers that learners are compared with: plain loops, and the corresponding learners of Smile
 * 1.5.3, with the settings of {@link org.bandsaw.bench.NamedLearners}.
 */
final class Peers {

  private static final int TREES = 100;
  private static final int REFIT_ROWS = 1_000;
  private static final int REFIT_INTERVAL = 100;

  private Peers() {}

  /** A fitted model. */
  @FunctionalInterface
  interface FittedPeer {

    /** Returns the prediction for a vector. */
    double predict(double[] x);
  }

  /** An online learner. */
  interface OnlinePeer extends FittedPeer {

    /** Learns one row. */
    void learn(double[] x, double y);
  }

  /** A batch learner and its peer, by name. */
  record BatchPeer(String learner, String peer) {}

  static List<BatchPeer> batch() {
    return List.of(
        new BatchPeer("least-squares", "Smile OLS, SVD"),
        new BatchPeer("least-squares", "Smile OLS, QR"),
        new BatchPeer("ridge", "Smile RidgeRegression"),
        new BatchPeer("lasso", "Smile LASSO"),
        new BatchPeer("tree", "Smile RegressionTree"),
        new BatchPeer("forest", "Smile RandomForest"),
        new BatchPeer("boosting", "Smile GradientTreeBoost"));
  }

  static FittedPeer fit(String peer, double[][] x, double[] y) {
    int features = x[0].length;
    return switch (peer) {
      case "Smile OLS, SVD" -> new OLS(x, y, true)::predict;
      case "Smile OLS, QR" -> new OLS(x, y, false)::predict;
      case "Smile RidgeRegression" -> new RidgeRegression(x, y, 1)::predict;
      // half the mean squared error with λ equals the sum of squared errors with 2·rows·λ
      case "Smile LASSO" -> new LASSO(x, y, 2.0 * y.length)::predict;
      case "Smile RegressionTree" -> new RegressionTree(x, y, 64, 5)::predict;
      case "Smile RandomForest" ->
          new RandomForest(x, y, TREES, 256, 5, (features + 2) / 3)::predict;
      case "Smile GradientTreeBoost" ->
          new GradientTreeBoost(x, y, GradientTreeBoost.Loss.LeastSquares, TREES, 8, 0.1, 1)
              ::predict;
      default -> throw new IllegalArgumentException("there is no peer '" + peer + "'");
    };
  }

  /** Returns the name of the peer of an online learner. */
  static String onlinePeerName(String learner) {
    if (learner.equals("scaled-neural-network")) {
      return "Smile NeuralNetwork";
    }
    return learner.startsWith("refit-")
        ? ofRefit(learner) + ", every " + REFIT_INTERVAL + " rows"
        : "plain loop";
  }

  private static String ofRefit(String learner) {
    return batch().stream()
        .filter(pair -> learner.equals("refit-" + pair.learner()))
        .findFirst()
        .orElseThrow()
        .peer();
  }

  static OnlinePeer online(String learner, int features) {
    return switch (learner) {
      case "scaled-sgd" -> new PlainScaledSgd(features);
      case "log1p-scaled-sgd" -> new PlainLog1p(new PlainScaledSgd(features));
      case "scaled-neural-network" -> new NeuralNetworkPeer(features);
      case "mean" -> new PlainMean();
      default -> new RefittedPeer(ofRefit(learner));
    };
  }

  /** Smile's neural network, without a scaled target. */
  private static final class NeuralNetworkPeer implements OnlinePeer {

    private final NeuralNetwork net;

    NeuralNetworkPeer(int features) {
      net = new NeuralNetwork(ActivationFunction.TANH, 0.0, 0.0, features, 16, 1);
      net.setLearningRate(0.01);
    }

    @Override
    public void learn(double[] x, double y) {
      net.learn(x, y, 1);
    }

    @Override
    public double predict(double[] x) {
      return net.predict(x);
    }
  }

  /** Refits Smile's learner to the last rows. */
  private static final class RefittedPeer implements OnlinePeer {

    private final String peer;
    private final double[][] x = new double[REFIT_ROWS][];
    private final double[] y = new double[REFIT_ROWS];
    private long learned;
    private FittedPeer fitted = row -> 0;

    RefittedPeer(String peer) {
      this.peer = peer;
    }

    @Override
    public void learn(double[] row, double target) {
      int at = (int) (learned % REFIT_ROWS);
      x[at] = row.clone();
      y[at] = target;
      learned++;
      if (learned % REFIT_INTERVAL == 0) {
        int held = (int) Math.min(learned, REFIT_ROWS);
        fitted = fit(peer, Arrays.copyOf(x, held), Arrays.copyOf(y, held));
      }
    }

    @Override
    public double predict(double[] row) {
      return fitted.predict(row);
    }
  }
}
