package org.bandsaw.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bandsaw.data.Retained;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateMismatchException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * A linear model that {@link Sgd} learns. One thread learns; any number may predict while nobody
 * learns.
 *
 * <p>w·x is summed in four lanes, feature i in lane i mod 4, and the lanes as (0 + 1) + (2 + 3). A
 * feature of weight 0 at the end therefore leaves every prediction as it was, bit for bit.
 */
public final class SgdModel implements OnlineModel {

  private static final int VERSION = 1;
  private static final double LARGEST_GRADIENT = 1e12;

  private final Sgd learner;
  private final LearningRate.Schedule schedule;
  private final double eta0;
  private final double power;
  private final double l2;
  private final double optimalStart;
  private Features features;
  private double[] weights;
  private double intercept;
  private long step = 1;

  SgdModel(Sgd learner, Features features) {
    this.learner = learner;
    this.schedule = learner.learningRate().schedule();
    this.eta0 = learner.learningRate().eta0();
    this.power = learner.learningRate().power();
    this.l2 = learner.l2();
    this.optimalStart = optimalStart(l2);
    this.features = features;
    this.weights = new double[features.size()];
  }

  /** t₀ as scikit-learn computes it; the squared loss has dloss(p, y) = p − y. */
  private static double optimalStart(double alpha) {
    double typical = Math.sqrt(1 / Math.sqrt(alpha));
    double initialEta = typical / Math.max(1, -typical - 1);
    return 1 / (initialEta * alpha);
  }

  /** The names of the features, in the order of the weights. */
  public Features features() {
    return features;
  }

  /** A copy of the weights, one for each feature. */
  public double[] weights() {
    return weights.clone();
  }

  /** The intercept b. */
  public double intercept() {
    return intercept;
  }

  /** How many rows were learned. */
  public long learnedRows() {
    return step - 1;
  }

  @Override
  public double predict(double[] x) {
    return dot(weights, checked(x)) + intercept;
  }

  @Override
  public void learn(double[] x, double y, double weight) {
    predictThenLearn(x, y, weight);
  }

  @Override
  public double predictThenLearn(double[] x, double y, double weight) {
    double prediction = dot(weights, checked(x)) + intercept;
    double eta = eta();
    double gradient = prediction - y;
    if (gradient > LARGEST_GRADIENT) {
      gradient = LARGEST_GRADIENT;
    } else if (gradient < -LARGEST_GRADIENT) {
      gradient = -LARGEST_GRADIENT;
    }
    double update = -eta * gradient * weight;
    intercept += update;
    double sum = step(weights, x, Math.max(0, 1 - eta * l2), update) + intercept;
    // One addition tells: a sum with a part that is not finite is not finite itself.
    if (!(Math.abs(sum) <= Double.MAX_VALUE)) {
      requireFinite(y, prediction, eta);
    }
    step++;
    return prediction;
  }

  private double eta() {
    double t = (double) step;
    if (schedule == LearningRate.Schedule.INVERSE_SCALING) {
      return eta0 / (power == 0.25 ? Math.sqrt(Math.sqrt(t)) : StrictMath.pow(t, power));
    }
    return schedule == LearningRate.Schedule.CONSTANT ? eta0 : 1 / (l2 * (optimalStart + t - 1));
  }

  private double[] checked(double[] x) {
    if (x.length != weights.length) {
      throw new IllegalArgumentException(
          x.length + " features were given to a model of " + weights.length);
    }
    return x;
  }

  private static double dot(double[] w, double[] x) {
    int n = w.length;
    int whole = n & -4;
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    for (int i = 0; i < whole; i += 4) {
      s0 += w[i] * x[i];
      s1 += w[i + 1] * x[i + 1];
      s2 += w[i + 2] * x[i + 2];
      s3 += w[i + 3] * x[i + 3];
    }
    if (whole < n) {
      s0 += w[whole] * x[whole];
    }
    if (whole + 1 < n) {
      s1 += w[whole + 1] * x[whole + 1];
    }
    if (whole + 2 < n) {
      s2 += w[whole + 2] * x[whole + 2];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /** w ← w·shrink + x·update; answers a sum of the new weights. */
  private static double step(double[] w, double[] x, double shrink, double update) {
    int n = w.length;
    int whole = n & -4;
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    for (int i = 0; i < whole; i += 4) {
      double w0 = w[i] * shrink + x[i] * update;
      double w1 = w[i + 1] * shrink + x[i + 1] * update;
      double w2 = w[i + 2] * shrink + x[i + 2] * update;
      double w3 = w[i + 3] * shrink + x[i + 3] * update;
      w[i] = w0;
      w[i + 1] = w1;
      w[i + 2] = w2;
      w[i + 3] = w3;
      s0 += w0;
      s1 += w1;
      s2 += w2;
      s3 += w3;
    }
    for (int i = whole; i < n; i++) {
      w[i] = w[i] * shrink + x[i] * update;
      s0 += w[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  private void requireFinite(double y, double prediction, double eta) {
    int bad = 0;
    while (bad < weights.length && Double.isFinite(weights[bad])) {
      bad++;
    }
    if (bad == weights.length && Double.isFinite(intercept)) {
      return;
    }
    String what =
        bad == weights.length
            ? "the intercept became " + intercept
            : "the weight of '" + features.names().get(bad) + "' became " + weights[bad];
    throw new ModelDivergedException(
        learner.name(),
        step,
        what
            + " (prediction "
            + prediction
            + ", target "
            + y
            + ", learning rate "
            + eta
            + "). Finite weights are needed: scale the features in a stage before, or set a smaller"
            + " learningRate");
  }

  @Override
  public void grow(Features grown) {
    if (grown.size() < features.size()) {
      throw new IllegalArgumentException(
          "a model of " + features.size() + " features cannot shrink to " + grown.size());
    }
    features = grown;
    weights = Arrays.copyOf(weights, grown.size());
  }

  @Override
  public long retainedBytes() {
    return Retained.doubles(weights.length);
  }

  @Override
  public void save(StateWriter out) {
    out.version(VERSION).writeLong(step).writeDouble(intercept).writeDoubles(weights);
    for (String name : features.names()) {
      out.writeString(name);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws StateMismatchException when the saved features are others than those of this model;
   *     that one of the two has grown further is no difference
   */
  @Override
  public void load(StateReader in) {
    in.version(VERSION);
    final long savedStep = in.readLong();
    final double savedIntercept = in.readDouble();
    final double[] savedWeights = in.readDoubles();
    if (savedStep < 1) {
      throw new StateCorruptException("learner 'sgd': step " + savedStep + " is below 1");
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < savedWeights.length; i++) {
      names.add(in.readString());
    }
    int common = Math.min(names.size(), features.size());
    if (!names.subList(0, common).equals(features.names().subList(0, common))) {
      throw new StateMismatchException(
          "the saved model of learner 'sgd' has other features",
          List.of("saved: " + names, "now: " + features.names()));
    }
    step = savedStep;
    intercept = savedIntercept;
    weights = savedWeights;
    features = new Features(names);
  }
}
