package org.bandsaw.learn;

import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A custom model under a name; made by {@link Learners#online}. Immutable. Saved files identify its
 * code by name and version: change the version whenever the code changes.
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

  /** A copy with another version of the code, part of the pipeline's definition. Default: 1. */
  public CustomOnlineLearner version(int number) {
    return new CustomOnlineLearner(name, models, number, capabilities);
  }

  /** A copy with only these capabilities. Default: all. */
  public CustomOnlineLearner capabilities(Capability... only) {
    return new CustomOnlineLearner(name, models, version, Set.of(only));
  }

  @Override
  public String name() {
    return name;
  }

  /** Returns a new model that was given its features by {@link OnlineModel#grow}. */
  @Override
  public OnlineModel open(Features features, long seed) {
    OnlineModel model =
        Objects.requireNonNull(
            models.get(), () -> "the supplier of learner '" + name + "' returned null");
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
