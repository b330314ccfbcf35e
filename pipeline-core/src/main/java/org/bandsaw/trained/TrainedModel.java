package org.bandsaw.trained;

import java.util.Objects;
import org.bandsaw.learn.Features;
import org.bandsaw.state.StateSnapshot;

/** What one learner of a pipeline learned. Immutable. */
public final class TrainedModel {

  private final String name;
  private final Features features;
  private final StateSnapshot state;

  /**
   * @param name what the pipeline calls the learner
   * @param features the features, in the order of the vector
   * @param state what the model saves; no bytes when it cannot be saved
   */
  public TrainedModel(String name, Features features, StateSnapshot state) {
    this.name = name;
    this.features = features;
    this.state = Objects.requireNonNull(state, "state");
  }

  /** What the pipeline calls the learner. */
  public String name() {
    return name;
  }

  /** The features, in the order of the model's vector. */
  public Features features() {
    return features;
  }

  StateSnapshot state() {
    return state;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TrainedModel that
        && name.equals(that.name)
        && features.equals(that.features)
        && state.equals(that.state);
  }

  @Override
  public int hashCode() {
    return name.hashCode() * 31 + state.hashCode();
  }

  @Override
  public String toString() {
    return name + ": " + features.size() + " features, " + state.length() + " bytes";
  }
}
