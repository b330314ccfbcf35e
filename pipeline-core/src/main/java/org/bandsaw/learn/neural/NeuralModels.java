package org.bandsaw.learn.neural;

import org.bandsaw.learn.Features;
import org.bandsaw.learn.NeuralNetwork;
import org.bandsaw.learn.OnlineModel;

/** Opens the models of the neural network. */
public final class NeuralModels {

  private NeuralModels() {}

  /**
   * A new model.
   *
   * @param seed of the initial weights
   */
  public static OnlineModel open(NeuralNetwork learner, Features features, long seed) {
    return new NeuralNetworkModel(learner, features, seed);
  }
}
