package org.bandsaw.learn;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A regression by a neural network, learned row by row by backpropagation (Rumelhart, Hinton,
 * Williams: Learning representations by back-propagating errors, Nature 323, 1986): the features,
 * hidden layers, and one linear output. Smile's network does the learning; its classes are loaded
 * when the first model is opened.
 *
 * <pre>
 * hᵢ = activation(wᵢ·below + bᵢ)      p = w·h + b, of the last hidden layer
 * g = weight · (y − p)                error of the output; of a hidden unit, that of the units
 *                                     above it, weighted, times the activation's slope
 * w ← w + η · error · below           then w ← w · (1 − η·λ), for the weights but not the biases
 * </pre>
 *
 * <p>Weights begin evenly distributed within ±1/√(units below), drawn from a generator that begins
 * with the run's seed; those of a feature that is new later begin at 0. There is no momentum: its
 * memory cannot be read from Smile's network, and a loaded model would go on otherwise than the
 * saved one.
 *
 * <p>Features should be of about one size, near 0, and so should the target: scale features in a
 * stage, and use {@link Learners#scaledTarget}. A feature that never changes acts as a further
 * bias. A weight that is no longer finite ends in a {@link ModelDivergedException}.
 *
 * <p>Can do all that a learner can: saved are all weights; several threads may predict while nobody
 * learns. It repeats itself bit for bit on one machine and virtual machine; the exponential in its
 * activations is {@link Math#exp}, whose last bit may be another one on another kind of processor.
 *
 * <p>Immutable; made by {@link Learners#neuralNetwork}.
 *
 * @param hidden units of each hidden layer, from the features on: one layer or more, of 1 unit or
 *     more
 * @param activation of the hidden units; {@link Activation#TANH} unless said otherwise
 * @param learningRate η, above 0; 0.01 unless said otherwise
 * @param decay λ, from 0 to 0.1; 0 unless said otherwise
 */
public record NeuralNetwork(
    List<Integer> hidden, Activation activation, double learningRate, double decay)
    implements OnlineLearner {

  /** What a hidden unit makes of its input s. */
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
          "a neural network needs a hidden layer; without one use sgd()");
    }
    for (int units : hidden) {
      if (units < 1) {
        throw new IllegalArgumentException("a hidden layer has 1 unit or more, not " + units);
      }
    }
    if (!(learningRate > 0 && learningRate <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException("the learning rate must be above 0, not " + learningRate);
    }
    if (!(decay >= 0 && decay <= 0.1)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "the decay must lie from 0 to 0.1, not at %s", decay));
    }
  }

  /** The same with another activation. */
  public NeuralNetwork activation(Activation other) {
    return new NeuralNetwork(hidden, other, learningRate, decay);
  }

  /** The same with another learning rate. */
  public NeuralNetwork learningRate(double eta) {
    return new NeuralNetwork(hidden, activation, eta, decay);
  }

  /** The same with another decay of the weights. */
  public NeuralNetwork decay(double lambda) {
    return new NeuralNetwork(hidden, activation, learningRate, lambda);
  }

  @Override
  public String name() {
    return "neural-network";
  }

  @Override
  public OnlineModel open(Features features, long seed) {
    return new NeuralNetworkModel(this, features, seed);
  }
}
