package org.bandsaw.engine.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
 * The settings of a job: everything but its pipeline and source. Each setter returns a changed
 * copy; an instance that was handed out never changes.
 */
public final class RunSettings {

  private static final int DEFAULT_FIRST_ROWS = 1_000;

  /**
   * Slicing a chunk, waking a thread for a slice and joining the results take about 70 µs, measured
   * on chunks of 10 000 rows: two slices of 50 µs each take as long as one of 100, two of 100 µs a
   * third less than one of 200.
   */
  public static final long MIN_PARALLEL_NANOS = 100_000;

  private String name = "job";
  private MemoryBudget memory = MemoryBudget.ofShareOfHeap(0.5);
  private @Nullable ComputeBudget compute;
  private @Nullable EnergySource energy;
  private @Nullable EnergyBudget energyBudget;
  private ChunkPolicy chunks = ChunkPolicy.adaptive(DEFAULT_FIRST_ROWS);
  private int parallelism = 1;
  private long minParallelNanos = MIN_PARALLEL_NANOS;
  private List<Backpressure> backpressure = List.of();
  private List<Sink> sinks = List.of();
  private List<RunListener> listeners = List.of();
  private @Nullable RunTelemetry telemetry;
  private ResourceProbe probe = ResourceProbe.system();
  private Ticker ticker = Ticker.system();
  private Sleeper sleeper = Sleeper.system();

  /** Creates the default settings. */
  public RunSettings() {}

  private RunSettings copy() {
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

  private static <T> List<T> append(List<T> list, T element) {
    List<T> longer = new ArrayList<>(list);
    longer.add(element);
    return List.copyOf(longer);
  }

  public String name() {
    return name;
  }

  public RunSettings name(String value) {
    RunSettings copy = copy();
    copy.name = Objects.requireNonNull(value, "name");
    return copy;
  }

  public MemoryBudget memory() {
    return memory;
  }

  public RunSettings memory(MemoryBudget value) {
    RunSettings copy = copy();
    copy.memory = Objects.requireNonNull(value, "budget");
    return copy;
  }

  /** Returns the compute budget; null if the processor time is not bounded. */
  public @Nullable ComputeBudget compute() {
    return compute;
  }

  public RunSettings compute(ComputeBudget value) {
    RunSettings copy = copy();
    copy.compute = Objects.requireNonNull(value, "budget");
    return copy;
  }

  /** Returns the energy source; null if energy is not measured. */
  public @Nullable EnergySource energy() {
    return energy;
  }

  /** Returns the energy budget; null if the energy is not bounded. */
  public @Nullable EnergyBudget energyBudget() {
    return energyBudget;
  }

  public RunSettings energy(EnergySource source, @Nullable EnergyBudget budget) {
    RunSettings copy = copy();
    copy.energy = Objects.requireNonNull(source, "source");
    copy.energyBudget = budget;
    return copy;
  }

  public ChunkPolicy chunks() {
    return chunks;
  }

  public RunSettings chunks(ChunkPolicy value) {
    RunSettings copy = copy();
    copy.chunks = Objects.requireNonNull(value, "policy");
    return copy;
  }

  public int parallelism() {
    return parallelism;
  }

  public RunSettings parallelism(int threads) {
    RunSettings copy = copy();
    copy.parallelism = threads;
    return copy;
  }

  /** Returns the minimum duration of work that is given to another thread. */
  public long minParallelNanos() {
    return minParallelNanos;
  }

  public RunSettings minParallelNanos(long nanos) {
    RunSettings copy = copy();
    copy.minParallelNanos = nanos;
    return copy;
  }

  public List<Backpressure> backpressure() {
    return backpressure;
  }

  public RunSettings backpressure(List<Backpressure> strategies) {
    RunSettings copy = copy();
    copy.backpressure = List.copyOf(strategies);
    return copy;
  }

  public List<Sink> sinks() {
    return sinks;
  }

  public RunSettings addSink(Sink sink) {
    RunSettings copy = copy();
    copy.sinks = append(sinks, Objects.requireNonNull(sink, "sink"));
    return copy;
  }

  public List<RunListener> listeners() {
    return listeners;
  }

  public RunSettings addListener(RunListener listener) {
    RunSettings copy = copy();
    copy.listeners = append(listeners, Objects.requireNonNull(listener, "listener"));
    return copy;
  }

  /** Returns the telemetry; null if the run is not measured. */
  public @Nullable RunTelemetry telemetry() {
    return telemetry;
  }

  public RunSettings telemetry(RunTelemetry value) {
    RunSettings copy = copy();
    copy.telemetry = Objects.requireNonNull(value, "telemetry");
    return copy;
  }

  public ResourceProbe probe() {
    return probe;
  }

  public RunSettings probe(ResourceProbe value) {
    RunSettings copy = copy();
    copy.probe = Objects.requireNonNull(value, "probe");
    return copy;
  }

  public Ticker ticker() {
    return ticker;
  }

  public Sleeper sleeper() {
    return sleeper;
  }

  public RunSettings time(Ticker clock, Sleeper sleep) {
    RunSettings copy = copy();
    copy.ticker = Objects.requireNonNull(clock, "ticker");
    copy.sleeper = Objects.requireNonNull(sleep, "sleeper");
    return copy;
  }
}
