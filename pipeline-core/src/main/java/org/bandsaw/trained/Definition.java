package org.bandsaw.trained;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bandsaw.learn.FitOn;
import org.bandsaw.learn.Holdout;
import org.bandsaw.learn.Learning;
import org.bandsaw.stage.Stage;
import org.bandsaw.state.Definitions;
import org.bandsaw.state.StateWriter;

/**
 * What a pipeline computes: its steps, what it learns, its seed. Immutable.
 *
 * @param stages the steps, in order
 * @param learnings what is learned and how, the champion first; none when the pipeline only makes
 *     features
 * @param holdout which rows of a batch are held out
 * @param fitOn which rows of a batch its steps are fitted to
 * @param seed the seed of everything random
 */
public record Definition(
    List<Stage> stages, List<Learning> learnings, Holdout holdout, FitOn fitOn, long seed) {

  public Definition {
    stages = List.copyOf(stages);
    learnings = List.copyOf(learnings);
    Objects.requireNonNull(holdout, "holdout");
    Objects.requireNonNull(fitOn, "fitOn");
  }

  /** What is learned under a name. */
  public Optional<Learning> learning(String name) {
    return learnings.stream().filter(learning -> learning.name().equals(name)).findFirst();
  }

  /**
   * Equal for equal definitions, in hexadecimal. Built-in steps and learners count with all their
   * settings, user code by name and version.
   */
  public String digest() {
    StateWriter out = new StateWriter();
    DefinitionFormat.write(out, this);
    return Definitions.digest(out.toBytes());
  }
}
