package org.bandsaw.engine.consistency;

import org.bandsaw.engine.check.PipelineCheck;
import org.bandsaw.engine.plan.RunPlan;
import org.bandsaw.report.Consistency;
import org.bandsaw.source.Replayable;

/** Checks that a pipeline gives the same result however it is run. */
public final class ConsistencyCheck {

  private ConsistencyCheck() {}

  /**
   * Runs a plan in several ways, as a stream or, if only a batch can run it, as a batch. The
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
}
