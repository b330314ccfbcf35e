package org.bandsaw.trained;

import java.util.Objects;
import org.bandsaw.learn.Features;
import org.bandsaw.state.StateSnapshot;

/** The model of a learner of a trained pipeline. Immutable; safe for any number of threads. */
public final class TrainedModel {

  private final String name;
  private final Features features;
  private final StateSnapshot state;

  /**
   * @param name the name of the learner in the pipeline
   * @param features the features, in the order of the feature vector
   * @param state the state of the model; empty if it cannot be saved
   */
  public TrainedModel(String name, Features features, StateSnapshot state) {
    this.name = name;
    this.features = features;
    this.state = Objects.requireNonNull(state, "state");
  }

  /** Returns the name of the learner in the pipeline. */
  public String name() {
    return name;
  }

  /** Returns the features, in the order of the feature vector. */
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
