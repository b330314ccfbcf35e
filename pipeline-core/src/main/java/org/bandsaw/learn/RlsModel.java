package org.bandsaw.learn;

import java.util.Arrays;
import org.bandsaw.data.Retained;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateMismatchException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * A linear model that {@link RecursiveLeastSquares} learns. One thread learns; any number may
 * predict while nobody learns.
 *
 * <p>w·x is summed as in {@link SgdModel}: a feature of weight 0 at the end leaves every prediction
 * as it was, bit for bit.
 */
public final class RlsModel implements OnlineModel {

  private static final int VERSION = 1;
  private static final double LARGEST_GROWTH = 1e4;

  private final String name;
  private final double forgetting;
  private final double prior;
  private final double largestVariance;
  private Features features;
  private double[] weights;
  private double intercept;
  private long learned;

  /** The whole matrix row by row, the intercept first: its loops run over whole rows. */
  private double[] p;

  private double[] u;

  RlsModel(RecursiveLeastSquares learner, Features features) {
    this.name = learner.name();
    this.forgetting = learner.forgetting();
    this.prior = learner.prior();
    this.largestVariance = LARGEST_GROWTH * prior;
    this.features = features;
    this.weights = new double[features.size()];
    this.p = new double[0];
    this.u = new double[0];
    widen(features.size() + 1);
  }

  private void widen(int n) {
    int old = u.length;
    double[] wider = new double[Math.multiplyExact(n, n)];
    for (int i = 0; i < n; i++) {
      if (i < old) {
        System.arraycopy(p, i * old, wider, i * n, old);
      } else {
        wider[i * n + i] = prior;
      }
    }
    p = wider;
    u = new double[n];
  }

  /** The names of the features, in the order of the weights. */
  public Features features() {
    return features;
  }

  /** A copy of the weights, one for each feature. */
  public double[] weights() {
    return weights.clone();
  }

  /** The intercept. */
  public double intercept() {
    return intercept;
  }

  /** How many rows were learned. */
  public long learnedRows() {
    return learned;
  }

  /** The trace of P, at most (d + 1) · 10⁴ · δ: how unsure the weights are in all. */
  public double trace() {
    double sum = 0;
    int n = u.length;
    for (int i = 0; i < n; i++) {
      sum += p[i * n + i];
    }
    return sum;
  }

  @Override
  public double predict(double[] x) {
    return LinearKernels.dot(weights, checked(x)) + intercept;
  }

  @Override
  public void learn(double[] x, double y, double weight) {
    predictThenLearn(x, y, weight);
  }

  @Override
  public double predictThenLearn(double[] x, double y, double weight) {
    double prediction = LinearKernels.dot(weights, checked(x)) + intercept;
    double spread = project(p, x, u);
    double gain = weight / (forgetting + weight * spread);
    double change = gain * (y - prediction);
    intercept += change * u[0];
    double sum = move(weights, u, change) + intercept;
    // A spread below 0 is a matrix that rounding has spoilt.
    if (!(Math.abs(sum) <= Double.MAX_VALUE && spread >= 0 && spread <= Double.MAX_VALUE)) {
      requireFinite(y, prediction, spread);
    }
    learned++;
    if (forgetting < 1) {
      update(p, u, gain, 1 / forgetting);
      bound();
    } else {
      update(p, u, gain, 1); // a constant, so that the compiler leaves the multiplication out
    }
    return prediction;
  }

  private double[] checked(double[] x) {
    if (x.length != weights.length) {
      throw new IllegalArgumentException(
          x.length + " features were given to a model of " + weights.length);
    }
    return x;
  }

  /** u ← P·(1, x), as a sum of rows, four at a time; answers (1, x)·u. */
  private static double project(double[] p, double[] x, double[] u) {
    int n = u.length;
    System.arraycopy(p, 0, u, 0, n);
    int i = 1;
    for (; i + 3 < n; i += 4) {
      addFour(p, i * n, x[i - 1], x[i], x[i + 1], x[i + 2], u);
    }
    for (; i < n; i++) {
      add(p, i * n, x[i - 1], u);
    }
    double even = u[0];
    double odd = 0;
    for (i = 1; i + 1 < n; i += 2) {
      odd += x[i - 1] * u[i];
      even += x[i] * u[i + 1];
    }
    return i < n ? even + odd + x[i - 1] * u[i] : even + odd;
  }

  private static void addFour(
      double[] p, int row, double f0, double f1, double f2, double f3, double[] u) {
    int n = u.length;
    int row1 = row + n;
    int row2 = row1 + n;
    int row3 = row2 + n;
    for (int j = 0; j < n; j++) {
      u[j] += (f0 * p[row + j] + f1 * p[row1 + j]) + (f2 * p[row2 + j] + f3 * p[row3 + j]);
    }
  }

  private static void add(double[] p, int row, double factor, double[] u) {
    for (int j = 0; j < u.length; j++) {
      u[j] += factor * p[row + j];
    }
  }

  private static double move(double[] w, double[] u, double change) {
    double sum = 0;
    for (int i = 0; i < w.length; i++) {
      w[i] += change * u[i + 1];
      sum += w[i];
    }
    return sum;
  }

  /**
   * P ← (P − gain·u·uᵀ)·growth, two rows at a time. The two u are multiplied first: their product
   * is the same in row j, column i.
   */
  private static void update(double[] p, double[] u, double gain, double growth) {
    int n = u.length;
    int i = 0;
    for (; i + 1 < n; i += 2) {
      subtractTwo(p, i * n, u, u[i], u[i + 1], gain, growth);
    }
    if (i < n) {
      subtract(p, i * n, u, u[i], gain, growth);
    }
  }

  private static void subtractTwo(
      double[] p, int row, double[] u, double u0, double u1, double gain, double growth) {
    int row1 = row + u.length;
    for (int j = 0; j < u.length; j++) {
      p[row + j] = (p[row + j] - (u0 * u[j]) * gain) * growth;
      p[row1 + j] = (p[row1 + j] - (u1 * u[j]) * gain) * growth;
    }
  }

  private static void subtract(
      double[] p, int row, double[] u, double u0, double gain, double growth) {
    for (int j = 0; j < u.length; j++) {
      p[row + j] = (p[row + j] - (u0 * u[j]) * gain) * growth;
    }
  }

  private void bound() {
    int n = u.length;
    for (int j = 0; j < n; j++) {
      double variance = p[j * n + j];
      if (variance > largestVariance) {
        System.arraycopy(p, j * n, u, 0, n);
        update(p, u, (1 - largestVariance / 2 / variance) / variance, 1);
      }
    }
  }

  private void requireFinite(double y, double prediction, double spread) {
    int bad = 0;
    while (bad < weights.length && Double.isFinite(weights[bad])) {
      bad++;
    }
    boolean finite = bad == weights.length && Double.isFinite(intercept);
    if (finite && spread >= 0 && spread <= Double.MAX_VALUE) {
      return;
    }
    String what = "the intercept became " + intercept;
    if (bad < weights.length) {
      what = "the weight of '" + features.names().get(bad) + "' became " + weights[bad];
    } else if (finite) {
      what = "the variance of its prediction became " + spread;
    }
    throw new ModelDivergedException(
        name,
        learned + 1,
        what
            + " (prediction "
            + prediction
            + ", target "
            + y
            + "). Finite weights are needed: scale the features in a stage before, or set a smaller"
            + " prior or a forgetting factor nearer to 1");
  }

  @Override
  public void grow(Features grown) {
    if (grown.size() < features.size()) {
      throw new IllegalArgumentException(
          "a model of " + features.size() + " features cannot shrink to " + grown.size());
    }
    if (grown.size() > features.size()) {
      weights = Arrays.copyOf(weights, grown.size());
      widen(grown.size() + 1);
    }
    features = grown;
  }

  @Override
  public long retainedBytes() {
    return Retained.doubles(weights.length)
        + Retained.doubles(u.length)
        + Retained.doubles(p.length);
  }

  /** Saves the lower triangle of P only. */
  @Override
  public void save(StateWriter out) {
    out.version(VERSION).writeLong(learned).writeDouble(intercept).writeDoubles(weights);
    for (String feature : features.names()) {
      out.writeString(feature);
    }
    int n = u.length;
    for (int i = 0; i < n; i++) {
      out.writeDoubles(p, i * n, i + 1);
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
    final long savedLearned = in.readLong();
    final double savedIntercept = in.readDouble();
    final double[] savedWeights = in.readDoubles();
    final Features saved = SavedFeatures.read(in, name, savedWeights.length, features);
    int n = savedWeights.length + 1;
    double[][] rows = new double[n][];
    for (int i = 0; i < n; i++) {
      rows[i] = in.readDoubles();
      if (rows[i].length != i + 1) {
        throw new StateCorruptException(
            "learner '"
                + name
                + "': row "
                + i
                + " of its matrix has "
                + rows[i].length
                + " numbers");
      }
    }
    learned = savedLearned;
    intercept = savedIntercept;
    weights = savedWeights;
    features = saved;
    p = new double[Math.multiplyExact(n, n)];
    u = new double[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        p[i * n + j] = rows[i][j];
        p[j * n + i] = rows[i][j];
      }
    }
  }
}
