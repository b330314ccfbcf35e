package org.bandsaw.learn.refit;

import org.bandsaw.learn.Features;
import org.bandsaw.learn.OnlineModel;
import org.bandsaw.learn.Refit;

/** Opens the models of {@link Refit}. */
public final class RefitModels {

  private RefitModels() {}

  /**
   * A new model without rows.
   *
   * @param seed of every fit
   */
  public static OnlineModel open(Refit learner, Features features, long seed) {
    return new RefitModel(learner, features, seed);
  }
}
