package org.bandsaw.engine.plan;

import java.util.List;
import java.util.Map;
import org.bandsaw.source.Source;
import org.bandsaw.stage.Stage;
import org.bandsaw.trained.PipelineDefinition;

/**
 * Everything that a run needs: a definition, an input and settings. Immutable.
 *
 * @param definition the stages, learners and seed
 * @param allowedLeaks features that may depend on the target of their own row, each with the reason
 *     that the user gave
 * @param source the input
 * @param settings outputs and limits; nothing in them changes a result
 */
public record RunPlan(
    PipelineDefinition definition,
    Map<String, String> allowedLeaks,
    Source source,
    RunSettings settings) {

  /** Returns the same plan with other settings. */
  public RunPlan with(RunSettings changed) {
    return new RunPlan(definition, allowedLeaks, source, changed);
  }

  /** Returns a plan of the first stages only, without learners. */
  public RunPlan firstStages(int count) {
    return new RunPlan(definition.firstSteps(count), Map.of(), source, settings);
  }

  /** Returns the names of the stages, in order. */
  public List<String> stageNames() {
    return definition.stages().stream().map(Stage::name).toList();
  }
}
