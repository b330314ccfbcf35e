package org.bandsaw.learn;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.bandsaw.learn.neural.NeuralModels;

/**
 * Regression by a neural network that learns row by row by backpropagation (Rumelhart, Hinton,
 * Williams: Learning representations by back-propagating errors, Nature 323, 1986). The network has
 * the features as inputs, hidden layers, and one linear output. Smile's network does the learning;
 * Smile's classes are loaded when the first model is opened.
 *
 * <pre>
 * hᵢ = activation(wᵢ·input + bᵢ)      of each hidden unit; p = w·h + b over the last hidden layer
 * g = weight · (y − p)                the error of the output; the error of a hidden unit is the
 *                                     weighted sum of the errors of the next layer, times the
 *                                     derivative of the activation
 * w ← w + η · error · input           then w ← w · (1 − η·λ), for weights, not for biases
 * </pre>
 *
 * <p>The initial weights are uniformly distributed within ±1/√(number of inputs of the unit), drawn
 * by a generator seeded with the run's seed; the weights of a feature added later start at 0. There
 * is no momentum: its state cannot be read from Smile's network, so a loaded model would not
 * continue like the saved one.
 *
 * <p>Features and target should have similar sizes, near 0: scale features in a stage, and use
 * {@link Learners#scaledTarget}. A constant feature acts as a further bias. A weight that is no
 * longer finite ends in a {@link ModelDivergedException}.
 *
 * <p>Has all capabilities. Models save all weights. Results are repeatable bit for bit on one
 * machine and virtual machine; the activations use {@link Math#exp}, whose last bit may differ on
 * another kind of processor.
 *
 * <p>Immutable; made by {@link Learners#neuralNetwork}.
 *
 * @param hidden the number of units of each hidden layer, the one next to the features first: one
 *     layer or more, each of 1 unit or more
 * @param activation the activation of the hidden units. Default: {@link Activation#TANH}
 * @param learningRate η, above 0. Default: 0.01
 * @param decay λ, from 0 to 0.1. Default: 0
 */
public record NeuralNetwork(
    List<Integer> hidden, Activation activation, double learningRate, double decay)
    implements OnlineLearner {

  /** The function that a hidden unit applies to the sum s of its weighted inputs. */
  public enum Activation {
    /** 1/(1 + e⁻ˢ), between 0 and 1. */
    LOGISTIC,
    /** 2/(1 + e⁻²ˢ) − 1, between −1 and 1. */
    TANH
  }

  public NeuralNetwork {
    hidden = List.copyOf(hidden);
    Objects.requireNonNull(activation, "activation");
    if (hidden.isEmpty()) {
      throw new IllegalArgumentException(
          "a neural network needs a hidden layer; for none use sgd()");
    }
    for (int units : hidden) {
      if (units < 1) {
        throw new IllegalArgumentException("a hidden layer needs 1 unit or more, not " + units);
      }
    }
    if (!(learningRate > 0 && learningRate <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException("the learning rate must be above 0, not " + learningRate);
    }
    if (!(decay >= 0 && decay <= 0.1)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "the decay must be from 0 to 0.1, not %s", decay));
    }
  }

  /** A copy with another activation. */
  public NeuralNetwork activation(Activation other) {
    return new NeuralNetwork(hidden, other, learningRate, decay);
  }

  /** A copy with another learning rate. */
  public NeuralNetwork learningRate(double eta) {
    return new NeuralNetwork(hidden, activation, eta, decay);
  }

  /** A copy with another decay of the weights. */
  public NeuralNetwork decay(double lambda) {
    return new NeuralNetwork(hidden, activation, learningRate, lambda);
  }

  @Override
  public String name() {
    return "neural-network";
  }

  @Override
  public OnlineModel open(Features features, long seed) {
    return NeuralModels.open(this, features, seed);
  }
}
