package org.bandsaw.observe;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.bandsaw.data.Figure;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.Ticker;

/**
 * A run that starts, as telemetry receives it.
 *
 * @param job the name of the job
 * @param mode how the run processes its rows
 * @param memoryBudgetBytes the memory budget
 * @param computeShare the share of this process's processors that the run may use, from 0 to 1;
 *     unknown without a compute budget
 * @param ticker the clock of the run
 * @param probe the source of memory and processor readings; another thread may call {@link
 *     ResourceProbe#read} at the same time
 * @param workerThreads returns the worker threads that the run has started, including ended ones;
 *     may be called by any thread
 */
public record RunContext(
    String job,
    Mode mode,
    long memoryBudgetBytes,
    Figure computeShare,
    Ticker ticker,
    ResourceProbe probe,
    Supplier<List<Thread>> workerThreads) {

  /** How a run processes its rows. */
  public enum Mode {
    /** Chunk by chunk; each chunk is an event. */
    STREAM,
    /** All rows at once; the end is an event, but no chunk. */
    BATCH
  }

  public RunContext {
    Objects.requireNonNull(job, "job");
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(computeShare, "computeShare");
    Objects.requireNonNull(ticker, "ticker");
    Objects.requireNonNull(probe, "probe");
    Objects.requireNonNull(workerThreads, "workerThreads");
  }
}
