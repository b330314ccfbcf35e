package org.bandsaw.learn.neural;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.ModelDivergedException;
import org.bandsaw.learn.NeuralNetwork;
import org.bandsaw.learn.OnlineModel;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import smile.regression.NeuralNetwork.ActivationFunction;

/**
 * The model of {@link NeuralNetwork}. Smile's network learns. Predictions are computed here from
 * its weights, because Smile's own predictions write to buffers that threads would share. Used by
 * one thread, except that several threads may predict while none learns.
 */
final class NeuralNetworkModel implements OnlineModel {

  private static final int VERSION = 1;

  /** The input of a network without features: Smile's network needs at least one input. */
  private static final double[] EMPTY_INPUT = {0};

  private final NeuralNetwork learner;
  private Features features;
  private smile.regression.NeuralNetwork net;

  /** Smile's own arrays by layer and unit; the last element of each is the bias. */
  private double[][][] weights;

  private long learned;

  NeuralNetworkModel(NeuralNetwork learner, Features features, long seed) {
    this.learner = learner;
    this.features = features;
    this.net = createNetwork(learner, features);
    this.weights = weights(net, learner.hidden().size() + 1);
    SplittableRandom random = new SplittableRandom(seed);
    for (double[][] layer : weights) {
      double range = 1 / Math.sqrt(layer[0].length - 1);
      for (double[] unit : layer) {
        for (int j = 0; j < unit.length; j++) {
          unit[j] = ((random.nextLong() >>> 11) * 0x1.0p-52 - 1) * range;
        }
      }
    }
    if (features.size() == 0) {
      for (double[] unit : weights[0]) {
        unit[0] = 0;
      }
    }
  }

  private static int inputs(Features features) {
    return Math.max(1, features.size());
  }

  private static smile.regression.NeuralNetwork createNetwork(
      NeuralNetwork learner, Features features) {
    List<Integer> hidden = learner.hidden();
    int[] units = new int[hidden.size() + 2];
    units[0] = inputs(features);
    for (int i = 0; i < hidden.size(); i++) {
      units[i + 1] = hidden.get(i);
    }
    units[units.length - 1] = 1;
    ActivationFunction activation =
        learner.activation() == NeuralNetwork.Activation.TANH
            ? ActivationFunction.TANH
            : ActivationFunction.LOGISTIC_SIGMOID;
    smile.regression.NeuralNetwork net =
        new smile.regression.NeuralNetwork(activation, 0, learner.decay(), units);
    net.setLearningRate(learner.learningRate());
    return net;
  }

  private static double[][][] weights(smile.regression.NeuralNetwork net, int layers) {
    double[][][] weights = new double[layers][][];
    for (int l = 0; l < layers; l++) {
      weights[l] = net.getWeight(l + 1);
    }
    return weights;
  }

  private double[] checkFeatures(double[] x) {
    if (x.length != features.size()) {
      throw new IllegalArgumentException(
          x.length + " features were given to a model of " + features.size());
    }
    return x.length == 0 ? EMPTY_INPUT : x;
  }

  @Override
  public double predict(double[] x) {
    double[] inputs = checkFeatures(x);
    int last = weights.length - 1;
    for (int l = 0; l < last; l++) {
      double[][] layer = weights[l];
      double[] units = new double[layer.length];
      for (int i = 0; i < units.length; i++) {
        units[i] = activate(sum(layer[i], inputs));
      }
      inputs = units;
    }
    return sum(weights[last][0], inputs);
  }

  private static double sum(double[] unit, double[] inputs) {
    double sum = 0;
    for (int j = 0; j < inputs.length; j++) {
      sum += unit[j] * inputs[j];
    }
    return sum + unit[inputs.length];
  }

  /** Σ|w| in two independent sums, which the processor adds at the same time. */
  private static double absoluteSum(double[] w) {
    int whole = w.length & -4;
    double s0 = 0;
    double s1 = 0;
    for (int i = 0; i < whole; i += 4) {
      s0 += Math.abs(w[i]) + Math.abs(w[i + 1]);
      s1 += Math.abs(w[i + 2]) + Math.abs(w[i + 3]);
    }
    for (int i = whole; i < w.length; i++) {
      s0 += Math.abs(w[i]);
    }
    return s0 + s1;
  }

  private double activate(double sum) {
    return learner.activation() == NeuralNetwork.Activation.TANH
        ? 2 * smile.math.Math.logistic(2 * sum) - 1
        : smile.math.Math.logistic(sum);
  }

  @Override
  public void learn(double[] x, double y, double weight) {
    double loss = net.learn(checkFeatures(x), y, weight);
    learned++;
    double sum = loss;
    for (double[][] layer : weights) {
      for (double[] unit : layer) {
        sum += absoluteSum(unit);
      }
    }
    // The sum is not finite if one of its parts is not finite.
    if (!(Math.abs(sum) <= Double.MAX_VALUE)) {
      throw new ModelDivergedException(
          learner.name(),
          learned,
          "a weight or the error is no longer finite (target "
              + y
              + ", half the squared error "
              + loss
              + ", learning rate "
              + learner.learningRate()
              + "). Finite weights are needed: scale the features in an earlier stage, use"
              + " scaledTarget, or set a smaller learningRate");
    }
  }

  @Override
  public void grow(Features grown) {
    if (grown.size() < features.size()) {
      throw new IllegalArgumentException(
          "a model of " + features.size() + " features cannot shrink to " + grown.size());
    }
    double[][][] before = weights;
    int oldFeatures = features.size();
    rebuild(grown);
    for (int l = 0; l < weights.length; l++) {
      for (int i = 0; i < weights[l].length; i++) {
        double[] from = before[l][i];
        double[] to = weights[l][i];
        int kept = l == 0 ? oldFeatures : from.length - 1;
        Arrays.fill(to, 0);
        System.arraycopy(from, 0, to, 0, kept);
        to[to.length - 1] = from[from.length - 1];
      }
    }
  }

  private void rebuild(Features other) {
    features = other;
    net = createNetwork(learner, other);
    weights = weights(net, weights.length);
  }

  @Override
  public long retainedBytes() {
    long bytes = 0;
    for (double[][] layer : weights) {
      // the weights and their last updates, and the outputs and errors of the units
      bytes += 2L * layer.length * MemorySizes.doubles(layer[0].length);
      bytes += 2 * MemorySizes.doubles(layer.length);
    }
    return bytes;
  }

  @Override
  public void save(StateWriter out) {
    out.writeVersion(VERSION).writeLong(learned).writeInt(features.size());
    features.writeNames(out);
    for (double[][] layer : weights) {
      for (double[] unit : layer) {
        out.writeDoubles(unit);
      }
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
    final long saved = in.readLong();
    if (saved < 0) {
      throw new StateCorruptException(
          "learner '" + learner.name() + "': " + saved + " learned rows");
    }
    rebuild(features.readNames(in, in.readCount(4), learner.name()));
    for (double[][] layer : weights) {
      for (double[] unit : layer) {
        double[] values = in.readDoubles();
        if (values.length != unit.length) {
          throw new StateCorruptException(
              "learner '"
                  + learner.name()
                  + "': a unit of "
                  + values.length
                  + " weights, not "
                  + unit.length);
        }
        System.arraycopy(values, 0, unit, 0, unit.length);
      }
    }
    learned = saved;
  }
}
