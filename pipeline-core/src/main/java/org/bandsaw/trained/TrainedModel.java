package org.bandsaw.trained;

import java.util.Arrays;
import org.bandsaw.learn.Features;

/** What one learner of a pipeline learned. Immutable. */
public final class TrainedModel {

  private final String name;
  private final Features features;
  private final byte[] state;

  /**
   * @param name what the pipeline calls the learner
   * @param features the features, in the order of the vector
   * @param state what the model saved; empty when it cannot be saved
   */
  public TrainedModel(String name, Features features, byte[] state) {
    this.name = name;
    this.features = features;
    this.state = state.clone();
  }

  /** What the pipeline calls the learner. */
  public String name() {
    return name;
  }

  /** The features, in the order of the model's vector. */
  public Features features() {
    return features;
  }

  byte[] state() {
    return state.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TrainedModel that
        && name.equals(that.name)
        && features.equals(that.features)
        && Arrays.equals(state, that.state);
  }

  @Override
  public int hashCode() {
    return name.hashCode() * 31 + Arrays.hashCode(state);
  }

  @Override
  public String toString() {
    return name + ": " + features.size() + " features, " + state.length + " bytes";
  }
}
