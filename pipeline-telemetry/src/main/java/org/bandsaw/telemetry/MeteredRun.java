package org.bandsaw.telemetry;

import java.util.List;
import java.util.OptionalLong;
import org.bandsaw.observe.LearnerScores;
import org.bandsaw.observe.RunContext;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.observe.RunObserver;

/** Updates the meters of a job with the events of one run. */
final class MeteredRun implements RunObserver {

  private static final long COMPUTE_INTERVAL_NANOS = 1_000_000_000;

  private final JobMeters meters;
  private final RunContext run;
  private final boolean hasComputeBudget;
  private final long cpuNanosAtStart;
  private final long startNanos;
  private long lastComputeNanos;
  private long rows;

  MeteredRun(JobMeters meters, RunContext run) {
    this.meters = meters;
    this.run = run;
    OptionalLong cpu =
        run.computeShare().isKnown() ? run.probe().processCpuNanos() : OptionalLong.empty();
    this.hasComputeBudget = cpu.isPresent();
    this.cpuNanosAtStart = cpu.orElse(0);
    this.startNanos = run.ticker().nanoTime();
    this.lastComputeNanos = startNanos;
  }

  @Override
  public void onEvent(RunEvent event) {
    if (event instanceof RunEvent.Committed committed) {
      recordCommit(committed);
    } else if (event instanceof RunEvent.Split) {
      meters.splits.increment();
    } else if (event instanceof RunEvent.Overrun) {
      meters.overruns.increment();
    } else if (event instanceof RunEvent.Paused paused) {
      meters.pauses.increment();
      meters.pausedNanos.add(paused.took().toNanos());
    } else if (event instanceof RunEvent.BackpressureChanged) {
      meters.backpressureChanges.increment();
    } else if (event instanceof RunEvent.ListenerFailed) {
      meters.listenerFailures.increment();
    } else if (event instanceof RunEvent.Ended ended) {
      meters.committed.add(ended.rows() - rows); // a batch has no chunk events
      meters.recordRun(ended.outcome());
      updateComputeUse(run.ticker().nanoTime());
    }
  }

  private void recordCommit(RunEvent.Committed committed) {
    rows += committed.rowsOut();
    meters.committed.add(committed.rowsOut());
    meters.filtered.add(committed.rowsIn() - committed.rowsOut());
    meters.recordChunk(committed.took());
    meters.setMemoryUse((double) committed.retainedBytes() / run.memoryBudgetBytes());
    if (hasComputeBudget) {
      long now = run.ticker().nanoTime();
      if (now - lastComputeNanos >= COMPUTE_INTERVAL_NANOS) {
        updateComputeUse(now);
      }
    }
  }

  /** Processor time since the run started, as a share of what the compute budget allows. */
  private void updateComputeUse(long now) {
    double allowed =
        hasComputeBudget
            ? run.computeShare().value() * run.probe().processors() * (now - startNanos)
            : 0;
    if (allowed > 0) {
      lastComputeNanos = now;
      long used = run.probe().processCpuNanos().orElse(cpuNanosAtStart) - cpuNanosAtStart;
      meters.setComputeUse(used / allowed);
    }
  }

  @Override
  public void onScores(List<LearnerScores> soFar) {
    meters.updateScores(soFar);
  }
}
