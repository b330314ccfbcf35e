package org.bandsaw.observe;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.bandsaw.data.Figure;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.Ticker;

/**
 * What telemetry is told about a run that begins.
 *
 * @param job its name
 * @param mode how it goes through its rows
 * @param memoryBudgetBytes what it may account for
 * @param computeShare the share of this process's processors that it may use, from 0 to 1; unknown
 *     without a compute budget
 * @param ticker its clock
 * @param probe what it asks about memory and processor time; another thread may ask {@link
 *     ResourceProbe#read} meanwhile
 * @param workerThreads the threads that the run has started to work for it, ended ones too; any
 *     thread may ask
 */
public record RunContext(
    String job,
    Mode mode,
    long memoryBudgetBytes,
    Figure computeShare,
    Ticker ticker,
    ResourceProbe probe,
    Supplier<List<Thread>> workerThreads) {

  /** How a run goes through its rows. */
  public enum Mode {
    /** Chunk after chunk; each is told. */
    STREAM,
    /** All of them at once; its end is told, no chunk. */
    BATCH
  }

  public RunContext {
    Objects.requireNonNull(job, "job");
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(computeShare, "computeShare");
    Objects.requireNonNull(ticker, "ticker");
    Objects.requireNonNull(probe, "probe");
    Objects.requireNonNull(workerThreads, "helpers");
  }
}
