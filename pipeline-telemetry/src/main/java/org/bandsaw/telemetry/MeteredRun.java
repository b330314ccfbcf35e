package org.bandsaw.telemetry;

import java.util.List;
import java.util.OptionalLong;
import org.bandsaw.observe.LearnerScores;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.observe.RunWatch;
import org.bandsaw.observe.WatchedRun;

/** Counts one run into the meters of its job. */
final class MeteredRun implements RunWatch {

  private static final long COMPUTE_EVERY_NANOS = 1_000_000_000;

  private final JobMeters meters;
  private final WatchedRun run;
  private final boolean computes;
  private final long cpuThen;
  private final long begun;
  private long computedAt;
  private long rows;

  MeteredRun(JobMeters meters, WatchedRun run) {
    this.meters = meters;
    this.run = run;
    OptionalLong cpu =
        run.computeShare().isKnown() ? run.probe().processCpuNanos() : OptionalLong.empty();
    this.computes = cpu.isPresent();
    this.cpuThen = cpu.orElse(0);
    this.begun = run.ticker().nanoTime();
    this.computedAt = begun;
  }

  @Override
  public void on(RunEvent event) {
    if (event instanceof RunEvent.Committed committed) {
      committed(committed);
    } else if (event instanceof RunEvent.Split) {
      meters.splits.increment();
    } else if (event instanceof RunEvent.Overrun) {
      meters.overruns.increment();
    } else if (event instanceof RunEvent.Paused paused) {
      meters.pauses.increment();
      meters.pausedNanos.add(paused.took().toNanos());
    } else if (event instanceof RunEvent.BackpressureChanged) {
      meters.slowings.increment();
    } else if (event instanceof RunEvent.ListenerFailed) {
      meters.listenerFailures.increment();
    } else if (event instanceof RunEvent.Ended ended) {
      meters.committed.add(ended.rows() - rows); // those of a batch, which tells no chunks
      meters.ended(ended.outcome());
      compute(run.ticker().nanoTime());
    }
  }

  private void committed(RunEvent.Committed committed) {
    rows += committed.rowsOut();
    meters.committed.add(committed.rowsOut());
    meters.filtered.add(committed.rowsIn() - committed.rowsOut());
    meters.took(committed.took());
    meters.usedMemory((double) committed.heldBytes() / run.memoryBudgetBytes());
    if (computes) {
      long now = run.ticker().nanoTime();
      if (now - computedAt >= COMPUTE_EVERY_NANOS) {
        compute(now);
      }
    }
  }

  /** What the process used since the run began, as a share of what it might have. */
  private void compute(long now) {
    double allowed =
        computes ? run.computeShare().value() * run.probe().processors() * (now - begun) : 0;
    if (allowed > 0) {
      computedAt = now;
      long used = run.probe().processCpuNanos().orElse(cpuThen) - cpuThen;
      meters.usedCompute(used / allowed);
    }
  }

  @Override
  public void scored(List<LearnerScores> soFar) {
    meters.scored(soFar);
  }
}
