package org.bandsaw.learn.linear;

import org.bandsaw.data.MemorySizes;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.Model;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * w·x + b, fitted by {@link LeastSquares}, {@link Ridge} or {@link org.bandsaw.learn.Lasso}. Saves
 * the weights and the intercept. Immutable and thread-safe.
 */
final class LinearModel implements Model {

  private static final int VERSION = 1;

  private final double[] weights;
  private final double intercept;

  LinearModel(double[] weights, double intercept) {
    this.weights = weights;
    this.intercept = intercept;
  }

  static LinearModel load(String learner, Features features, StateReader in) {
    in.readVersion(VERSION);
    double intercept = in.readDouble();
    double[] weights = in.readDoubles();
    if (weights.length != features.size()) {
      throw new StateCorruptException(
          "learner '"
              + learner
              + "': "
              + weights.length
              + " weights for "
              + features.size()
              + " features");
    }
    return new LinearModel(weights, intercept);
  }

  /** A copy of the weights, one for each feature. */
  double[] weights() {
    return weights.clone();
  }

  /** The intercept b. */
  double intercept() {
    return intercept;
  }

  @Override
  public double predict(double[] x) {
    if (x.length != weights.length) {
      throw new IllegalArgumentException(
          x.length + " features were given to a model of " + weights.length);
    }
    return LinearKernels.dot(weights, x) + intercept;
  }

  @Override
  public void save(StateWriter out) {
    out.writeVersion(VERSION).writeDouble(intercept).writeDoubles(weights);
  }

  @Override
  public long retainedBytes() {
    return MemorySizes.doubles(weights.length);
  }
}
