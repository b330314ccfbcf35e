package org.bandsaw.learn.linear;

import java.util.Arrays;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.ModelDivergedException;
import org.bandsaw.learn.OnlineModel;
import org.bandsaw.learn.RecursiveLeastSquares;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * The linear model of {@link RecursiveLeastSquares}. Used by one thread, except that several
 * threads may predict while none learns.
 *
 * <p>w·x is summed by {@link LinearKernels#dot}: a feature of weight 0 added at the end does not
 * change a prediction, bit for bit.
 */
final class RlsModel implements OnlineModel {

  private static final int VERSION = 1;
  private static final double MAX_VARIANCE_GROWTH = 1e4;

  private final String name;
  private final double forgetting;
  private final double prior;
  private final double maxVariance;
  private Features features;
  private double[] weights;
  private double intercept;
  private long learned;

  /**
   * The whole of P, the intercept's row first. P is symmetric, but loops over whole rows become
   * vector instructions. Each row is a separate array because the compiler cannot prove that two
   * ranges of one array do not overlap.
   */
  private double[][] p;

  private double[] u;

  RlsModel(RecursiveLeastSquares learner, Features features) {
    this.name = learner.name();
    this.forgetting = learner.forgetting();
    this.prior = learner.prior();
    this.maxVariance = MAX_VARIANCE_GROWTH * prior;
    this.features = features;
    this.weights = new double[features.size()];
    this.p = new double[0][];
    this.u = new double[0];
    resize(features.size() + 1);
  }

  private void resize(int n) {
    int old = p.length;
    double[][] wider = new double[n][];
    for (int i = 0; i < n; i++) {
      wider[i] = i < old ? Arrays.copyOf(p[i], n) : new double[n];
      if (i >= old) {
        wider[i][i] = prior;
      }
    }
    p = wider;
    u = new double[n];
  }

  /** A copy of the weights, one for each feature. */
  double[] weights() {
    return weights.clone();
  }

  /** The intercept. */
  double intercept() {
    return intercept;
  }

  /** The number of rows learned. */
  long learnedRows() {
    return learned;
  }

  /** The trace of P, the sum of the variances of the weights: at most (d + 1) · 10⁴ · δ. */
  double trace() {
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      sum += p[i][i];
    }
    return sum;
  }

  @Override
  public double predict(double[] x) {
    return LinearKernels.dot(weights, checkFeatures(x)) + intercept;
  }

  @Override
  public void learn(double[] x, double y, double weight) {
    predictThenLearn(x, y, weight);
  }

  @Override
  public double predictThenLearn(double[] x, double y, double weight) {
    double prediction = LinearKernels.dot(weights, checkFeatures(x)) + intercept;
    double spread = project(p, x, u);
    double gain = weight / (forgetting + weight * spread);
    double change = gain * (y - prediction);
    intercept += change * u[0];
    double sum = updateWeights(weights, u, change) + intercept;
    // A spread below 0 means that rounding has made P indefinite.
    if (!(Math.abs(sum) <= Double.MAX_VALUE && spread >= 0 && spread <= Double.MAX_VALUE)) {
      requireFinite(y, prediction, spread);
    }
    learned++;
    if (forgetting < 1) {
      updateCovariance(p, u, gain, 1 / forgetting);
      limitVariances();
    } else {
      updateCovariance(p, u, gain, 1); // a constant, so that the compiler omits the multiplication
    }
    return prediction;
  }

  private double[] checkFeatures(double[] x) {
    if (x.length != weights.length) {
      throw new IllegalArgumentException(
          x.length + " features were given to a model of " + weights.length);
    }
    return x;
  }

  /** u ← P·(1, x), as a sum of rows, four at a time; returns (1, x)·u. */
  private static double project(double[][] p, double[] x, double[] u) {
    int n = u.length;
    System.arraycopy(p[0], 0, u, 0, n);
    int i = 1;
    for (; i + 3 < n; i += 4) {
      addFour(p, i, x[i - 1], x[i], x[i + 1], x[i + 2], u);
    }
    for (; i < n; i++) {
      add(p[i], x[i - 1], u);
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
      double[][] p, int row, double f0, double f1, double f2, double f3, double[] u) {
    double[] p0 = p[row];
    double[] p1 = p[row + 1];
    double[] p2 = p[row + 2];
    double[] p3 = p[row + 3];
    for (int j = 0; j < u.length; j++) {
      u[j] += (f0 * p0[j] + f1 * p1[j]) + (f2 * p2[j] + f3 * p3[j]);
    }
  }

  private static void add(double[] row, double factor, double[] u) {
    for (int j = 0; j < u.length; j++) {
      u[j] += factor * row[j];
    }
  }

  private static double updateWeights(double[] w, double[] u, double change) {
    double sum = 0;
    for (int i = 0; i < w.length; i++) {
      w[i] += change * u[i + 1];
      sum += w[i];
    }
    return sum;
  }

  /**
   * P ← (P − gain·u·uᵀ)·growth, two rows at a time. The two u are multiplied first: the product is
   * the same in row j, column i, which keeps P symmetric to the last bit.
   */
  private static void updateCovariance(double[][] p, double[] u, double gain, double growth) {
    int n = u.length;
    int i = 0;
    for (; i + 1 < n; i += 2) {
      subtractTwo(p[i], p[i + 1], u, u[i], u[i + 1], gain, growth);
    }
    if (i < n) {
      subtract(p[i], u, u[i], gain, growth);
    }
  }

  private static void subtractTwo(
      double[] row, double[] next, double[] u, double u0, double u1, double gain, double growth) {
    for (int j = 0; j < u.length; j++) {
      row[j] = (row[j] - (u0 * u[j]) * gain) * growth;
      next[j] = (next[j] - (u1 * u[j]) * gain) * growth;
    }
  }

  private static void subtract(double[] row, double[] u, double u0, double gain, double growth) {
    for (int j = 0; j < u.length; j++) {
      row[j] = (row[j] - (u0 * u[j]) * gain) * growth;
    }
  }

  private void limitVariances() {
    for (int j = 0; j < p.length; j++) {
      double variance = p[j][j];
      if (variance > maxVariance) {
        System.arraycopy(p[j], 0, u, 0, u.length);
        updateCovariance(p, u, (1 - maxVariance / 2 / variance) / variance, 1);
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
    String problem = "the intercept became " + intercept;
    if (bad < weights.length) {
      problem = "the weight of '" + features.names().get(bad) + "' became " + weights[bad];
    } else if (finite) {
      problem = "the variance of its prediction became " + spread;
    }
    throw new ModelDivergedException(
        name,
        learned + 1,
        problem
            + " (prediction "
            + prediction
            + ", target "
            + y
            + "). Finite weights are needed: scale the features in an earlier stage, or set a"
            + " smaller prior or a forgetting factor closer to 1");
  }

  @Override
  public void grow(Features grown) {
    if (grown.size() < features.size()) {
      throw new IllegalArgumentException(
          "a model of " + features.size() + " features cannot shrink to " + grown.size());
    }
    if (grown.size() > features.size()) {
      weights = Arrays.copyOf(weights, grown.size());
      resize(grown.size() + 1);
    }
    features = grown;
  }

  @Override
  public long retainedBytes() {
    return MemorySizes.doubles(weights.length)
        + MemorySizes.doubles(u.length)
        + MemorySizes.references(p.length)
        + p.length * MemorySizes.doubles(u.length);
  }

  /** Writes only the lower triangle of P, which is symmetric. */
  @Override
  public void save(StateWriter out) {
    out.writeVersion(VERSION).writeLong(learned).writeDouble(intercept).writeDoubles(weights);
    features.writeNames(out);
    for (int i = 0; i < p.length; i++) {
      out.writeDoubles(p[i], 0, i + 1);
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
    final long savedLearned = in.readLong();
    final double savedIntercept = in.readDouble();
    final double[] savedWeights = in.readDoubles();
    final Features saved = features.readNames(in, savedWeights.length, name);
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
    p = new double[n][n];
    u = new double[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        p[i][j] = rows[i][j];
        p[j][i] = rows[i][j];
      }
    }
  }
}
