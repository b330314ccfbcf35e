package org.bandsaw.bench.jmh;

import java.util.Arrays;

/**
 * The arithmetic of the learners as textbook loops: fixed settings, no checks, no saved state, no
 * interface.
 */
final class PlainLoops {

  private static final double ALPHA = 1e-4;
  private static final double LARGEST_GRADIENT = 1e12;

  private PlainLoops() {}

  /** As {@code Learners.sgd()}: squared loss, L2, η = 0.01 / t^0.25. */
  static final class PlainSgd {

    final double[] w;
    double b;
    private long t = 1;

    PlainSgd(int features) {
      w = new double[features];
    }

    void learn(double[] x, double y) {
      double p = b + dot(w, x);
      double eta = 0.01 / Math.sqrt(Math.sqrt((double) t));
      double g = Math.max(-LARGEST_GRADIENT, Math.min(LARGEST_GRADIENT, p - y));
      step(w, x, Math.max(0, 1 - eta * ALPHA), -eta * g);
      b -= eta * g;
      t++;
    }
  }

  /** As {@code Learners.scaledTarget(Learners.sgd())}. */
  static final class PlainScaledSgd implements Peers.OnlinePeer {

    private final PlainSgd inner;
    private double mean;
    private double deviation = 1;
    private double count;
    private double squares;

    PlainScaledSgd(int features) {
      inner = new PlainSgd(features);
    }

    @Override
    public void learn(double[] x, double y) {
      count++;
      double delta = y - mean;
      mean += delta / count;
      squares += delta * (y - mean);
      double s = Math.sqrt(squares / count);
      deviation = s > 0 ? s : 1;
      inner.learn(x, (y - mean) / deviation);
    }

    @Override
    public double predict(double[] x) {
      return mean + deviation * (inner.b + dot(inner.w, x));
    }
  }

  /** As {@code Learners.transformedTarget(…, TargetTransform.LOG1P)}. */
  record PlainLog1p(PlainScaledSgd inner) implements Peers.OnlinePeer {

    @Override
    public void learn(double[] x, double y) {
      inner.learn(x, StrictMath.log1p(y));
    }

    @Override
    public double predict(double[] x) {
      return StrictMath.expm1(inner.predict(x));
    }
  }

  /** As {@code Learners.mean()}. */
  static final class PlainMean implements Peers.OnlinePeer {

    private double mean;
    private double count;

    @Override
    public void learn(double[] x, double y) {
      count++;
      mean += (y - mean) / count;
    }

    @Override
    public double predict(double[] x) {
      return mean;
    }
  }

  /** As {@code Learners.logisticRegression()}: log loss, L2, the optimal schedule. */
  static final class PlainLogistic {

    private static final double START = 1 / (Math.sqrt(1 / Math.sqrt(ALPHA)) * ALPHA);

    final double[] w;
    double b;
    private long t = 1;

    PlainLogistic(int features) {
      w = new double[features];
    }

    void learn(double[] x, double y) {
      double p = b + dot(w, x);
      double eta = 1 / (ALPHA * (START + t - 1));
      double sign = y == 1 ? 1 : -1;
      double z = p * sign;
      double g;
      if (z > 18) {
        g = -sign * StrictMath.exp(-z);
      } else if (z < -18) {
        g = -sign;
      } else {
        g = -sign / (StrictMath.exp(z) + 1);
      }
      step(w, x, Math.max(0, 1 - eta * ALPHA), -eta * g);
      b -= eta * g;
      t++;
    }
  }

  private static double dot(double[] w, double[] x) {
    double sum = 0;
    for (int i = 0; i < w.length; i++) {
      sum += w[i] * x[i];
    }
    return sum;
  }

  private static void step(double[] w, double[] x, double shrink, double update) {
    for (int i = 0; i < w.length; i++) {
      w[i] = w[i] * shrink + x[i] * update;
    }
  }

  /** As {@code Learners.recursiveLeastSquares()}, over the lower triangle of P; w₀ is b. */
  static final class PlainRls {

    private static final double GROWTH = 1 / 1.0;

    final double[] w;
    private final double[] p;
    private final double[] z;
    private final double[] u;

    PlainRls(int features) {
      int n = features + 1;
      w = new double[n];
      z = new double[n];
      u = new double[n];
      p = new double[n * (n + 1) / 2];
      for (int i = 0; i < n; i++) {
        p[i * (i + 1) / 2 + i] = 100;
      }
    }

    void learn(double[] x, double y) {
      int n = z.length;
      z[0] = 1;
      System.arraycopy(x, 0, z, 1, x.length);
      project();
      double gain = 1 / (1 + dot(z, u));
      double change = gain * (y - dot(w, z));
      for (int i = 0; i < n; i++) {
        w[i] += change * u[i];
      }
      int k = 0;
      for (int i = 0; i < n; i++) {
        double factor = gain * u[i];
        for (int j = 0; j <= i; j++) {
          p[k] = (p[k] - factor * u[j]) * GROWTH;
          k++;
        }
      }
    }

    /** u ← P·z. */
    private void project() {
      Arrays.fill(u, 0);
      int k = 0;
      for (int i = 0; i < z.length; i++) {
        double sum = 0;
        for (int j = 0; j < i; j++) {
          sum += p[k] * z[j];
          u[j] += p[k] * z[i];
          k++;
        }
        u[i] = sum + p[k] * z[i];
        k++;
      }
    }
  }
}
