package org.bandsaw;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bandsaw.budget.Backpressure;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.budget.ComputeBudget;
import org.bandsaw.budget.EnergyBudget;
import org.bandsaw.budget.MemoryBudget;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.observe.RunListener;
import org.bandsaw.observe.RunTelemetry;
import org.bandsaw.probe.EnergySource;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.Sleeper;
import org.bandsaw.probe.Ticker;
import org.bandsaw.report.BatchReport;
import org.bandsaw.report.StreamReport;
import org.bandsaw.sink.Sink;
import org.bandsaw.source.Source;
import tech.tablesaw.api.Table;

/**
 * A pipeline with its input, outputs and limits: nothing in it changes a result. Immutable; each
 * setter answers a new job. A job can be run any number of times; two runs at once into one file
 * are refused.
 */
public final class Job {

  private static final int MAX_THREADS = 256;

  private final Pipeline pipeline;
  private final Source source;
  private final RunSettings settings;

  private Job(Pipeline pipeline, Source source, RunSettings settings) {
    this.pipeline = pipeline;
    this.source = source;
    this.settings = settings;
  }

  static Job of(Pipeline pipeline, Source source) {
    return new Job(pipeline, Objects.requireNonNull(source, "source"), new RunSettings());
  }

  private Job with(RunSettings changed) {
    return new Job(pipeline, source, changed);
  }

  /** The name in reports, events and threads; {@code job} when not called. */
  public Job name(String name) {
    RunSettings changed = settings.copy();
    changed.name = Objects.requireNonNull(name, "name");
    return with(changed);
  }

  /** What the run may account for; half of the heap when not called. */
  public Job memory(MemoryBudget budget) {
    RunSettings changed = settings.copy();
    changed.memory = Objects.requireNonNull(budget, "budget");
    return with(changed);
  }

  /**
   * How much of the processors this process may use, the collector and the compiler included; as
   * much as there is when not called. A run that has used its share rests between chunks and tells
   * of it ({@link RunEvent.Paused}); chunks are kept small enough for that. A batch rests between
   * steps only, and at most 30 s after a long one.
   *
   * <p>What else this process does counts too: two runs with a budget share it, and a busy host
   * application may leave nothing for the run.
   */
  public Job compute(ComputeBudget budget) {
    RunSettings changed = settings.copy();
    changed.compute = Objects.requireNonNull(budget, "budget");
    return with(changed);
  }

  /**
   * Counts the energy of each run for its report; nobody does when not called. Samples are taken at
   * commits, at most each 5 ms.
   *
   * @param source what counts, such as {@code EnergySources.powercap()} of the module for telemetry
   */
  public Job energy(EnergySource source) {
    RunSettings changed = settings.copy();
    changed.energy = Objects.requireNonNull(source, "source");
    changed.energyBudget = null;
    return with(changed);
  }

  /**
   * As {@link #energy(EnergySource)}, and listeners are told when the run uses more than the budget
   * ({@link RunEvent.EnergyOverBudget}). A budget that pauses lets a run rest between chunks, a
   * batch between its steps. The report says whether the budget held; when the source cannot tell
   * the energy it says that nobody knows.
   */
  public Job energy(EnergySource source, EnergyBudget budget) {
    RunSettings changed = settings.copy();
    changed.energy = Objects.requireNonNull(source, "source");
    changed.energyBudget = Objects.requireNonNull(budget, "budget");
    return with(changed);
  }

  /** How many rows a chunk has; {@code ChunkPolicy.adaptive(1_000)} when not called. */
  public Job chunks(ChunkPolicy policy) {
    RunSettings changed = settings.copy();
    changed.chunks = Objects.requireNonNull(policy, "policy");
    return with(changed);
  }

  /**
   * How many threads may compute, the run's own among them; 1 when not called. From 2 on, the
   * source is read ahead on one more thread, and slices of a chunk pass those steps at the same
   * time that remember nothing: derived columns, filters, table functions, clean text and whatever
   * is a {@link org.bandsaw.stage.StatelessRun}. Everything else stays in order on the run's
   * thread: steps that learn or remember, learners, sinks, listeners. What comes out is the same
   * for any number, bit for bit, and so are errors; more than there are processors only cost
   * memory. A chunk is cut where its steps take long enough for that to be worth it, and never in a
   * batch, which is read ahead only.
   *
   * <p>The functions of such steps are called by several threads at once, each with rows of its
   * own, and must be safe for that. When one throws, the run's thread gives it all rows of the
   * chunk again, so that the error is that of a single thread; not when it was interrupted.
   *
   * <p>Times of steps are then sums over the threads. The threads are called {@code
   * bandsaw-work-job-1} and so on, keep no virtual machine alive, are made when they are first
   * needed, and are gone when the run has ended or failed or was closed.
   *
   * @param threads from 1 to 256
   */
  public Job parallelism(int threads) {
    if (threads < 1 || threads > MAX_THREADS) {
      throw new IllegalArgumentException(
          "from 1 to "
              + MAX_THREADS
              + " threads can be used, not "
              + threads
              + "; as many as there are processors are enough");
    }
    RunSettings changed = settings.copy();
    changed.parallelism = threads;
    return with(changed);
  }

  /** Work that takes less is not handed to another thread. */
  Job minParallelNanos(long nanos) {
    RunSettings changed = settings.copy();
    changed.minParallelNanos = nanos;
    return with(changed);
  }

  /**
   * Slows the source when one of these says so; the strictest wins. Nothing does when not called; a
   * second call replaces the first. A batch is not slowed.
   */
  public Job backpressure(Backpressure... strategies) {
    RunSettings changed = settings.copy();
    changed.backpressure = List.of(strategies);
    return with(changed);
  }

  /** Adds a sink. */
  public Job sink(Sink sink) {
    RunSettings changed = settings.copy();
    changed.sinks = append(settings.sinks(), Objects.requireNonNull(sink, "sink"));
    return with(changed);
  }

  /** Adds a listener. */
  public Job listener(RunListener listener) {
    RunSettings changed = settings.copy();
    changed.listeners = append(settings.listeners(), Objects.requireNonNull(listener, "listener"));
    return with(changed);
  }

  /** Adds a listener to one kind of event. */
  public <E extends RunEvent> Job listener(Class<E> only, Consumer<? super E> listener) {
    return listener(
        event -> {
          if (only.isInstance(event)) {
            listener.accept(only.cast(event));
          }
        });
  }

  /**
   * Measures what each run costs; the report tells it. Nothing is measured when not called; a
   * second call replaces the first. {@code Telemetry.standard()} of the module {@code
   * pipeline-telemetry} is one.
   */
  public Job telemetry(RunTelemetry telemetry) {
    RunSettings changed = settings.copy();
    changed.telemetry = Objects.requireNonNull(telemetry, "telemetry");
    return with(changed);
  }

  /** What is asked about memory and processor time; the virtual machine when not called. */
  public Job probe(ResourceProbe probe) {
    RunSettings changed = settings.copy();
    changed.probe = Objects.requireNonNull(probe, "probe");
    return with(changed);
  }

  /** What is asked about time, and what waits; this machine when not called. */
  public Job time(Ticker ticker, Sleeper sleeper) {
    RunSettings changed = settings.copy();
    changed.ticker = Objects.requireNonNull(ticker, "ticker");
    changed.sleeper = Objects.requireNonNull(sleeper, "sleeper");
    return with(changed);
  }

  private static <T> List<T> append(List<T> some, T one) {
    List<T> more = new ArrayList<>(some);
    more.add(one);
    return List.copyOf(more);
  }

  Pipeline pipeline() {
    return pipeline;
  }

  Source source() {
    return source;
  }

  RunSettings settings() {
    return settings;
  }

  /**
   * Runs on the caller's thread until the source ends.
   *
   * @throws org.bandsaw.data.BandsawException when the run fails: what ours threw, as it is, and
   *     whatever came from a stage, sink or source as the cause of one that says where
   */
  public StreamReport runStreaming() {
    try (StreamRun run = new StreamRun(this)) {
      run.runToEnd();
      return run.report();
    }
  }

  /**
   * Runs over the whole source at once, on the caller's thread: steps are fitted to the training
   * rows, frozen and applied to all rows; learners are fitted to the training rows and scored on
   * those held out. Learners that learn row by row make one pass over the training rows. Sinks are
   * written all rows, with the predictions of the fitted models.
   *
   * <p>How the source is read, and so {@link #chunks}, changes nothing.
   *
   * @throws org.bandsaw.budget.BudgetExceededException when the source does not fit the memory
   *     budget; a batch holds all of it
   * @throws org.bandsaw.data.BandsawException when the run fails, as in {@link #runStreaming}
   */
  public BatchReport runBatch() {
    return new BatchRun(this).run();
  }

  /** Begins to run on a thread of its own. */
  public RunningJob start() {
    return new BackgroundRun(this);
  }

  /**
   * The processed rows, chunk after chunk, as tables that may be kept; they are computed as they
   * are asked for, on the caller's thread. Close the stream; see {@link #pull} for what is
   * committed.
   */
  public Stream<Table> tables() {
    return pull().stream();
  }

  /** The processed rows, pulled by the caller, and at the end the report. */
  public PullRun pull() {
    return new PullRun(new StreamRun(this));
  }

  /** Publishes the processed rows: one run for each subscriber, on a thread of its own. */
  public Flow.Publisher<Table> publisher() {
    return new TablePublisher(this);
  }

  /**
   * All processed rows as one table, in memory; it is the caller's, and outside the budget.
   *
   * @throws org.bandsaw.budget.BudgetExceededException when the rows would not fit the budget
   */
  public Table collect() {
    return TableCollector.collect(this);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "job '%s' on %s, %s, %s%n%s",
        settings.name(),
        source.name(),
        settings.memory(),
        settings.chunks(),
        pipeline);
  }
}
