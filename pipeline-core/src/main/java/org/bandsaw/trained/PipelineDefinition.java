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
 * The definition of a pipeline: its stages, its learners, and its seed. Immutable.
 *
 * @param stages the stages, in order
 * @param learners the learners and their settings, the champion first; empty if the pipeline only
 *     computes features
 * @param holdout the rows of a batch that are held out
 * @param fitOn the rows of a batch to which the stages are fitted
 * @param seed the seed of all random numbers
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

  /** Returns the learner of a name and its settings; empty if there is none. */
  public Optional<LearnerSpec> learner(String name) {
    return learners.stream().filter(spec -> spec.name().equals(name)).findFirst();
  }

  /**
   * Returns the SHA-256 digest of the definition, in hexadecimal. Equal definitions have equal
   * digests. Built-in stages and learners contribute all their settings, user code its name and
   * version.
   */
  public String digest() {
    StateWriter out = new StateWriter();
    DefinitionCodec.write(out, this);
    return RecordCodec.digest(out.toBytes());
  }
}
