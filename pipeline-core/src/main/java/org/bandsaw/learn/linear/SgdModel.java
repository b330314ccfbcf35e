package org.bandsaw.learn.linear;

import java.util.Arrays;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.LearningRate;
import org.bandsaw.learn.LogisticRegression;
import org.bandsaw.learn.ModelDivergedException;
import org.bandsaw.learn.OnlineModel;
import org.bandsaw.learn.Sgd;
import org.bandsaw.learn.SgdPenalty;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * The linear model of {@link Sgd} and {@link LogisticRegression}. Used by one thread, except that
 * several threads may predict while none learns.
 *
 * <p>w·x is summed by {@link LinearKernels#dot}: a feature of weight 0 added at the end does not
 * change a prediction, bit for bit.
 */
final class SgdModel implements OnlineModel {

  private static final int VERSION = 1;
  private static final double MAX_GRADIENT = 1e12;

  /** Far enough below infinity that rounding in the bound cannot matter. */
  private static final double MAX_WEIGHT_BOUND = 1e300;

  private static final double[] NONE = {};

  /** Below this scikit-learn resets its product of shrink factors to 1. */
  private static final double MIN_SCALE = 1e-9;

  private enum Gradient {
    SQUARED,
    HUBER,
    EPSILON_INSENSITIVE,
    LOG
  }

  private final String name;
  private final Gradient loss;
  private final double epsilon;
  private final LearningRate.Schedule schedule;
  private final double eta0;
  private final double power;
  private final double alpha;
  private final double l2Strength;
  private final double l1Strength;
  private final double optimalT0;
  private final boolean usesL1;
  private final boolean usesAveraging;
  private final boolean needsPostStep;
  private final boolean predictsSum;
  private final long averagedFrom;
  private Features features;
  private double[] weights;
  private double intercept;
  private long step = 1;

  /**
   * An upper bound of all weights: the sum of the steps η·|g|·|xᵢ|. While it is far from infinity,
   * the weights need not be checked, which would take as long as updating them.
   */
  private double weightBound;

  /** The L1 penalty that could have been applied to each weight, and the one applied to it. */
  private double cumulativeL1;

  private double[] appliedL1 = NONE;
  private double[] average = NONE;
  private double averageIntercept;

  /** These three are wscale, average_a and average_b in scikit-learn. */
  private double scale = 1;

  private double scaleSum;
  private double scaleCount = 1;

  SgdModel(Sgd learner, Features features) {
    this(
        learner.name(),
        Gradient.valueOf(learner.loss().kind().name()),
        learner.loss().epsilon(),
        learner.penalty(),
        learner.learningRate(),
        learner.averagedFrom(),
        features);
  }

  SgdModel(LogisticRegression learner, Features features) {
    this(
        learner.name(),
        Gradient.LOG,
        0,
        learner.penalty(),
        learner.learningRate(),
        learner.averagedFrom(),
        features);
  }

  private SgdModel(
      String name,
      Gradient loss,
      double epsilon,
      SgdPenalty penalty,
      LearningRate rate,
      long averagedFrom,
      Features features) {
    this.name = name;
    this.loss = loss;
    this.epsilon = epsilon;
    this.schedule = rate.schedule();
    this.eta0 = rate.eta0();
    this.power = rate.power();
    this.alpha = penalty.alpha();
    this.l2Strength = l2Strength(penalty);
    this.l1Strength = l1Strength(penalty);
    this.optimalT0 = optimalT0(alpha);
    this.usesL1 =
        penalty.kind() == SgdPenalty.Kind.L1 || penalty.kind() == SgdPenalty.Kind.ELASTIC_NET;
    this.usesAveraging = averagedFrom > 0;
    this.needsPostStep = usesL1 || usesAveraging;
    this.predictsSum = !usesAveraging && loss != Gradient.LOG;
    this.averagedFrom = averagedFrom;
    this.features = features;
    this.weights = new double[features.size()];
    ensureCapacity();
  }

  private static double l2Strength(SgdPenalty penalty) {
    return switch (penalty.kind()) {
      case L2 -> penalty.alpha();
      case ELASTIC_NET -> (1 - penalty.l1Ratio()) * penalty.alpha();
      case NONE, L1 -> 0;
    };
  }

  private static double l1Strength(SgdPenalty penalty) {
    return switch (penalty.kind()) {
      case L1 -> penalty.alpha();
      case ELASTIC_NET -> penalty.l1Ratio() * penalty.alpha();
      case NONE, L2 -> 0;
    };
  }

  /** t₀ as scikit-learn computes it; the numerator 1 is its max(1, dloss(−typical, 1)). */
  private static double optimalT0(double alpha) {
    double typical = Math.sqrt(1 / Math.sqrt(alpha));
    return 1 / (typical * alpha);
  }

  private void ensureCapacity() {
    if (usesL1) {
      appliedL1 = Arrays.copyOf(appliedL1, weights.length);
    }
    if (usesAveraging) {
      average = Arrays.copyOf(average, weights.length);
    }
  }

  private boolean isAveraged() {
    return usesAveraging && step > averagedFrom;
  }

  /** A copy of the weights used to predict, one for each feature: averaged once there are any. */
  double[] weights() {
    return isAveraged() ? average.clone() : weights.clone();
  }

  /** The intercept b used to predict: averaged once there is an average. */
  double intercept() {
    return isAveraged() ? averageIntercept : intercept;
  }

  /** The number of rows learned. */
  long learnedRows() {
    return step - 1;
  }

  /** w·x + b: the prediction of a regression, the log-odds of a classification. */
  double decision(double[] x) {
    checkFeatures(x);
    return isAveraged()
        ? LinearKernels.dot(average, x) + averageIntercept
        : LinearKernels.dot(weights, x) + intercept;
  }

  @Override
  public double predict(double[] x) {
    double sum = decision(x);
    return loss == Gradient.LOG ? probability(sum) : sum;
  }

  private static double probability(double logOdds) {
    return 1 / (1 + StrictMath.exp(-logOdds));
  }

  @Override
  public void learn(double[] x, double y, double weight) {
    step(x, y, weight, LinearKernels.dot(weights, checkFeatures(x)) + intercept);
  }

  @Override
  public double predictThenLearn(double[] x, double y, double weight) {
    double sum = LinearKernels.dot(weights, checkFeatures(x)) + intercept;
    double prediction = predictsSum ? sum : predict(x);
    step(x, y, weight, sum);
    return prediction;
  }

  private void step(double[] x, double y, double weight, double p) {
    double eta = eta();
    double gradient = loss == Gradient.SQUARED ? p - y : gradient(p, y);
    if (gradient > MAX_GRADIENT) {
      gradient = MAX_GRADIENT;
    } else if (gradient < -MAX_GRADIENT) {
      gradient = -MAX_GRADIENT;
    }
    double update = -eta * gradient * weight;
    double shrink = Math.max(0, 1 - eta * l2Strength);
    intercept += update;
    LinearKernels.gradientStep(weights, x, shrink, update);
    // Averaging, shrinking and L1 cuts never make a weight larger.
    weightBound += Math.abs(update) * (1 + LinearKernels.l1Norm(x));
    if (!(weightBound <= MAX_WEIGHT_BOUND)) {
      requireFinite(y, p, eta);
    }
    if (needsPostStep) {
      postStep(eta, shrink);
    }
    step++;
  }

  private double gradient(double p, double y) {
    if (loss == Gradient.LOG) {
      return logGradient(p, y);
    }
    double r = p - y;
    if (loss == Gradient.HUBER) {
      return Math.max(-epsilon, Math.min(epsilon, r));
    }
    return r > epsilon ? 1 : r < -epsilon ? -1 : 0;
  }

  private double logGradient(double p, double y) {
    if (y != 0 && y != 1) {
      throw new BandsawException(
          "learner '"
              + name
              + "', learned row "
              + step
              + ": the target is "
              + y
              + "; 0 or 1 is needed. Derive such a target in a stage, or choose a regression");
    }
    double sign = y == 1 ? 1 : -1;
    double z = p * sign;
    if (z > 18) {
      return StrictMath.exp(-z) * -sign;
    }
    return z < -18 ? -sign : -sign / (StrictMath.exp(z) + 1);
  }

  /** Updates averages, then applies the L1 penalty, in scikit-learn's order. */
  private void postStep(double eta, double shrink) {
    if (usesAveraging) {
      average(shrink);
    }
    if (!usesL1) {
      return;
    }
    cumulativeL1 += eta * l1Strength;
    if (isAveraging()) {
      double share = scaleSum / (scaleCount * scale);
      LinearKernels.applyL1Penalty(weights, appliedL1, cumulativeL1, average, share);
    } else {
      LinearKernels.applyL1Penalty(weights, appliedL1, cumulativeL1);
    }
  }

  private boolean isAveraging() {
    return usesAveraging && step >= averagedFrom;
  }

  private void average(double shrink) {
    scale *= shrink;
    if (scale < MIN_SCALE) {
      scale = 1;
      scaleSum = 0;
      scaleCount = 1;
    }
    if (isAveraging()) {
      double count = (double) (step - averagedFrom + 1);
      double share = 1 / count;
      LinearKernels.updateAverage(average, weights, share);
      averageIntercept += (intercept - averageIntercept) / count;
      if (count > 1) {
        scaleCount /= 1 - share;
      }
      scaleSum += share * scaleCount * scale;
    }
  }

  private double eta() {
    double t = (double) step;
    if (schedule == LearningRate.Schedule.INVERSE_SCALING) {
      return eta0 / (power == 0.25 ? Math.sqrt(Math.sqrt(t)) : StrictMath.pow(t, power));
    }
    return schedule == LearningRate.Schedule.CONSTANT ? eta0 : 1 / (alpha * (optimalT0 + t - 1));
  }

  private double[] checkFeatures(double[] x) {
    if (x.length != weights.length) {
      throw new IllegalArgumentException(
          x.length + " features were given to a model of " + weights.length);
    }
    return x;
  }

  private void requireFinite(double y, double p, double eta) {
    int bad = 0;
    while (bad < weights.length && Double.isFinite(weights[bad])) {
      bad++;
    }
    if (bad == weights.length && Double.isFinite(intercept)) {
      weightBound = Math.abs(intercept) + LinearKernels.l1Norm(weights);
      return;
    }
    String problem =
        bad == weights.length
            ? "the intercept became " + intercept
            : "the weight of '" + features.names().get(bad) + "' became " + weights[bad];
    throw new ModelDivergedException(
        name,
        step,
        problem
            + " (prediction "
            + p
            + ", target "
            + y
            + ", learning rate "
            + eta
            + "). Finite weights are needed: scale the features in an earlier stage, or set a"
            + " smaller learningRate");
  }

  @Override
  public void grow(Features grown) {
    if (grown.size() < features.size()) {
      throw new IllegalArgumentException(
          "a model of " + features.size() + " features cannot shrink to " + grown.size());
    }
    features = grown;
    weights = Arrays.copyOf(weights, grown.size());
    ensureCapacity();
  }

  @Override
  public long retainedBytes() {
    return MemorySizes.doubles(weights.length)
        + MemorySizes.doubles(appliedL1.length)
        + MemorySizes.doubles(average.length);
  }

  @Override
  public void save(StateWriter out) {
    out.writeVersion(VERSION).writeLong(step).writeDouble(intercept).writeDoubles(weights);
    features.writeNames(out);
    if (usesL1) {
      out.writeDouble(cumulativeL1).writeDoubles(appliedL1);
    }
    if (usesAveraging) {
      out.writeDouble(averageIntercept).writeDoubles(average);
      out.writeDouble(scale).writeDouble(scaleSum).writeDouble(scaleCount);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws org.bandsaw.state.StateMismatchException if the saved features differ from those of
   *     this model; either may have further features at the end
   */
  @Override
  public void load(StateReader in) {
    in.readVersion(VERSION);
    final long savedStep = in.readLong();
    final double savedIntercept = in.readDouble();
    final double[] savedWeights = in.readDoubles();
    if (savedStep < 1) {
      throw new StateCorruptException("learner '" + name + "': step " + savedStep + " is below 1");
    }
    Features saved = features.readNames(in, savedWeights.length, name);
    if (usesL1) {
      cumulativeL1 = in.readDouble();
      appliedL1 = requireLength(in.readDoubles(), savedWeights.length);
    }
    if (usesAveraging) {
      averageIntercept = in.readDouble();
      average = requireLength(in.readDoubles(), savedWeights.length);
      scale = in.readDouble();
      scaleSum = in.readDouble();
      scaleCount = in.readDouble();
    }
    step = savedStep;
    intercept = savedIntercept;
    weights = savedWeights;
    weightBound = Math.abs(intercept) + LinearKernels.l1Norm(weights);
    features = saved;
  }

  private double[] requireLength(double[] values, int expected) {
    if (values.length != expected) {
      throw new StateCorruptException(
          "learner '" + name + "': " + values.length + " numbers for " + expected + " weights");
    }
    return values;
  }
}
