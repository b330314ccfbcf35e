package org.bandsaw;

import java.util.List;
import org.bandsaw.budget.Backpressure;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.budget.ComputeBudget;
import org.bandsaw.budget.EnergyBudget;
import org.bandsaw.budget.MemoryBudget;
import org.bandsaw.observe.RunListener;
import org.bandsaw.observe.RunTelemetry;
import org.bandsaw.probe.EnergySource;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.Sleeper;
import org.bandsaw.probe.Ticker;
import org.bandsaw.sink.Sink;
import org.jspecify.annotations.Nullable;

/**
 * What a job may be told, beside its pipeline and source. A setter of the job changes a copy and
 * then never again, so settings that a job holds do not change.
 */
final class RunSettings {

  private static final int DEFAULT_FIRST_ROWS = 1_000;

  String name = "job";
  MemoryBudget memory = MemoryBudget.ofShareOfHeap(0.5);
  @Nullable ComputeBudget compute;
  @Nullable EnergySource energy;
  @Nullable EnergyBudget energyBudget;
  ChunkPolicy chunks = ChunkPolicy.adaptive(DEFAULT_FIRST_ROWS);
  int parallelism = 1;
  long minParallelNanos = WorkerThreads.MIN_PARALLEL_NANOS;
  List<Backpressure> backpressure = List.of();
  List<Sink> sinks = List.of();
  List<RunListener> listeners = List.of();
  @Nullable RunTelemetry telemetry;
  ResourceProbe probe = ResourceProbe.system();
  Ticker ticker = Ticker.system();
  Sleeper sleeper = Sleeper.system();

  RunSettings copy() {
    RunSettings copy = new RunSettings();
    copy.name = name;
    copy.memory = memory;
    copy.compute = compute;
    copy.energy = energy;
    copy.energyBudget = energyBudget;
    copy.chunks = chunks;
    copy.parallelism = parallelism;
    copy.minParallelNanos = minParallelNanos;
    copy.backpressure = backpressure;
    copy.sinks = sinks;
    copy.listeners = listeners;
    copy.telemetry = telemetry;
    copy.probe = probe;
    copy.ticker = ticker;
    copy.sleeper = sleeper;
    return copy;
  }

  String name() {
    return name;
  }

  MemoryBudget memory() {
    return memory;
  }

  /** Nothing when the run may compute as much as it can. */
  @Nullable ComputeBudget compute() {
    return compute;
  }

  /** Nothing when nobody asked for energy. */
  @Nullable EnergySource energy() {
    return energy;
  }

  @Nullable EnergyBudget energyBudget() {
    return energyBudget;
  }

  ChunkPolicy chunks() {
    return chunks;
  }

  int parallelism() {
    return parallelism;
  }

  /** Work that takes less is not handed to another thread. */
  long minParallelNanos() {
    return minParallelNanos;
  }

  List<Backpressure> backpressure() {
    return backpressure;
  }

  List<Sink> sinks() {
    return sinks;
  }

  List<RunListener> listeners() {
    return listeners;
  }

  /** Nothing when the run is not measured. */
  @Nullable RunTelemetry telemetry() {
    return telemetry;
  }

  ResourceProbe probe() {
    return probe;
  }

  Ticker ticker() {
    return ticker;
  }

  Sleeper sleeper() {
    return sleeper;
  }
}
