package org.bandsaw.engine.consistency;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bandsaw.engine.check.PipelineCheck;
import org.bandsaw.engine.plan.RunPlan;
import org.bandsaw.learn.LearnerSpec;
import org.bandsaw.report.Consistency;
import org.bandsaw.source.Replayable;

/** Checks that the results of a pipeline do not depend on how it is run. */
public final class ConsistencyCheck {

  private ConsistencyCheck() {}

  /**
   * Runs a plan in several ways: as a stream, or as a batch if only a batch can run it. The
   * settings of the plan are not used.
   *
   * @throws IllegalStateException if the source cannot be read twice
   */
  public static Consistency check(RunPlan plan) {
    if (!(plan.source() instanceof Replayable)) {
      throw new IllegalStateException(
          "source '"
              + plan.source().name()
              + "' cannot be read twice, so two runs over it cannot be compared; use a file or"
              + " tables");
    }
    return PipelineCheck.isStreamable(plan.definition())
        ? new StreamConsistencyCheck(plan).check()
        : new BatchConsistencyCheck(plan).check();
  }

  /**
   * Finds the first stage after which two runs differ.
   *
   * @param runs a description of the two runs
   * @param difference how the two runs of the whole plan differ
   * @param compare repeats the two runs for the first stages of the plan
   */
  static Consistency locate(
      RunPlan plan,
      String runs,
      Difference difference,
      Function<RunPlan, Optional<Difference>> compare) {
    List<String> stages = plan.stageNames();
    for (int i = 1; i <= stages.size(); i++) {
      Optional<Difference> earlier = compare.apply(plan.firstStages(i));
      if (earlier.isPresent()) {
        return earlier.get().toConsistency(runs, stages.get(i - 1));
      }
    }
    List<LearnerSpec> learners = plan.definition().learners();
    return difference.toConsistency(
        runs, learners.isEmpty() ? "the pipeline" : learners.get(0).name());
  }
}
