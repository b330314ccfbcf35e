package org.bandsaw.trained;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bandsaw.learn.FitOn;
import org.bandsaw.learn.Holdout;
import org.bandsaw.learn.LearnerSpec;
import org.bandsaw.stage.Stage;
import org.bandsaw.state.RecordCodec;
import org.bandsaw.state.StateWriter;

/**
 * What a pipeline computes: its steps, what it learns, its seed. Immutable.
 *
 * @param stages the steps, in order
 * @param learners what is learned and how, the champion first; none when the pipeline only makes
 *     features
 * @param holdout which rows of a batch are held out
 * @param fitOn which rows of a batch its steps are fitted to
 * @param seed the seed of everything random
 */
public record PipelineDefinition(
    List<Stage> stages, List<LearnerSpec> learners, Holdout holdout, FitOn fitOn, long seed) {

  public PipelineDefinition {
    stages = List.copyOf(stages);
    learners = List.copyOf(learners);
    Objects.requireNonNull(holdout, "holdout");
    Objects.requireNonNull(fitOn, "fitOn");
  }

  /** Returns a definition of the first steps alone, without learners. */
  public PipelineDefinition firstSteps(int count) {
    return new PipelineDefinition(stages.subList(0, count), List.of(), holdout, fitOn, seed);
  }

  /** What is learned under a name. */
  public Optional<LearnerSpec> learner(String name) {
    return learners.stream().filter(learning -> learning.name().equals(name)).findFirst();
  }

  /**
   * Equal for equal definitions, in hexadecimal. Built-in steps and learners count with all their
   * settings, user code by name and version.
   */
  public String digest() {
    StateWriter out = new StateWriter();
    DefinitionCodec.write(out, this);
    return RecordCodec.digest(out.toBytes());
  }
}
