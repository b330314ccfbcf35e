package org.bandsaw.learn;

import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A user's model under a name; made by {@link Learners#online}. Immutable. The code behind the
 * model is known by name and version only: change the version when the code changes.
 */
public final class CustomOnlineLearner implements OnlineLearner {

  private final String name;
  private final Supplier<? extends OnlineModel> models;
  private final int version;
  private final Set<Capability> capabilities;

  CustomOnlineLearner(
      String name,
      Supplier<? extends OnlineModel> models,
      int version,
      Set<Capability> capabilities) {
    this.name = name;
    this.models = models;
    this.version = version;
    this.capabilities = capabilities;
  }

  /** The same with another version of the code, which is part of the pipeline's definition. */
  public CustomOnlineLearner version(int number) {
    return new CustomOnlineLearner(name, models, number, capabilities);
  }

  /** The same with only these capabilities, where the model lacks some. */
  public CustomOnlineLearner capabilities(Capability... only) {
    return new CustomOnlineLearner(name, models, version, Set.of(only));
  }

  @Override
  public String name() {
    return name;
  }

  /** A new model, to which {@link OnlineModel#grow} has told the features. */
  @Override
  public OnlineModel open(Features features, long seed) {
    OnlineModel model =
        Objects.requireNonNull(
            models.get(), () -> "the supplier of learner '" + name + "' gave no model");
    model.grow(features);
    return model;
  }

  @Override
  public Set<Capability> capabilities() {
    return capabilities;
  }

  @Override
  public int version() {
    return version;
  }

  @Override
  public String toString() {
    return name;
  }
}
