package org.bandsaw.learn;

import org.bandsaw.data.MemorySizes;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * w·x + b, as {@link LeastSquares}, {@link Ridge} or {@link Lasso} fitted it. Immutable; any number
 * of threads may predict. Saved are the weights and the intercept.
 */
public final class LinearModel implements Model {

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
  public double[] weights() {
    return weights.clone();
  }

  /** The intercept b. */
  public double intercept() {
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
