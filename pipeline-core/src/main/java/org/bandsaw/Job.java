package org.bandsaw;

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
import org.bandsaw.engine.BatchRun;
import org.bandsaw.engine.StreamRun;
import org.bandsaw.engine.TableCollector;
import org.bandsaw.engine.TablePublisher;
import org.bandsaw.engine.plan.RunPlan;
import org.bandsaw.engine.plan.RunSettings;
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
 * A pipeline with its input, outputs and limits. Nothing in a job changes a result.
 *
 * <p>Immutable: each setter returns a new job. A job can be run any number of times; two runs that
 * write one file at the same time are refused.
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

  Pipeline pipeline() {
    return pipeline;
  }

  private RunPlan plan() {
    return pipeline.plan(source, settings);
  }

  /** Sets the name in reports, events and thread names. Default: {@code job}. */
  public Job name(String name) {
    return with(settings.name(name));
  }

  /** Sets the memory budget. Default: half the maximum heap. */
  public Job memory(MemoryBudget budget) {
    return with(settings.memory(budget));
  }

  /**
   * Bounds the processor time of this process, including the garbage collector and the compiler.
   * Default: not bounded.
   *
   * <p>A run that has used its share pauses between chunks and publishes {@link RunEvent.Paused};
   * chunks are kept small enough for that. A batch pauses between stages and learners only, and at
   * most 30 s after a long one.
   *
   * <p>The whole process is measured: two runs with a budget share it, and a busy host application
   * may leave nothing for the run.
   */
  public Job compute(ComputeBudget budget) {
    return with(settings.compute(budget));
  }

  /**
   * Measures the energy of each run. Samples are taken at commits, at most one in 5 ms. Default:
   * not measured.
   *
   * @param source the meter, such as {@code EnergySources.powercap()} of the module {@code
   *     pipeline-telemetry}
   */
  public Job energy(EnergySource source) {
    return with(settings.energy(source, null));
  }

  /**
   * Measures the energy of each run as {@link #energy(EnergySource)} does, and publishes {@link
   * RunEvent.EnergyOverBudget} if the run uses more than the budget. With a budget that pauses, a
   * stream pauses between chunks and a batch between its stages and learners. The report says
   * whether the budget held, or that the source could not measure.
   */
  public Job energy(EnergySource source, EnergyBudget budget) {
    return with(settings.energy(source, Objects.requireNonNull(budget, "budget")));
  }

  /** Sets how many rows a chunk has. Default: {@code ChunkPolicy.adaptive(1_000)}. */
  public Job chunks(ChunkPolicy policy) {
    return with(settings.chunks(policy));
  }

  /**
   * Sets how many threads may compute, including the run's own. Default: 1.
   *
   * <p>With 2 or more, the source is read ahead on one more thread, and slices of a chunk pass the
   * stateless stages in parallel: derived columns, filters, table functions, text cleaning and
   * every {@link org.bandsaw.stage.StatelessRun}. Everything else stays in order on the run's
   * thread: stages that learn or keep state, learners, sinks, listeners. Results and errors are the
   * same, bit for bit, for any number of threads; more threads than processors only cost memory. A
   * chunk is sliced if its stages take long enough to make up for it. A batch is never sliced, only
   * read ahead.
   *
   * <p>The functions of stateless stages are called by several threads at once, each with its own
   * rows, and must be safe for that. If one throws, the run's thread calls it again with all rows
   * of the chunk, so that the error is that of a single thread, unless it was interrupted.
   *
   * <p>The times of stages in the report are sums over the threads. The threads are daemons, named
   * {@code bandsaw-work-job-1} and so on. They are created when they are first needed and have
   * ended when the run has ended, failed or been closed.
   *
   * @param threads from 1 to 256
   */
  public Job parallelism(int threads) {
    if (threads < 1 || threads > MAX_THREADS) {
      throw new IllegalArgumentException(
          "threads must be from 1 to "
              + MAX_THREADS
              + ", not "
              + threads
              + "; more threads than processors only cost memory");
    }
    return with(settings.parallelism(threads));
  }

  /** Sets the minimum duration of work that is given to another thread. For tests. */
  Job minParallelNanos(long nanos) {
    return with(settings.minParallelNanos(nanos));
  }

  /**
   * Sets strategies that slow the source down; the strictest one wins. A second call replaces the
   * first. A batch is not slowed. Default: none.
   */
  public Job backpressure(Backpressure... strategies) {
    return with(settings.backpressure(List.of(strategies)));
  }

  /** Adds a sink. */
  public Job sink(Sink sink) {
    return with(settings.addSink(sink));
  }

  /** Adds a listener for all events. Listeners are called in order, on the run's thread. */
  public Job listener(RunListener listener) {
    return with(settings.addListener(listener));
  }

  /** Adds a listener for one type of event. */
  public <E extends RunEvent> Job listener(Class<E> type, Consumer<? super E> listener) {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(listener, "listener");
    return listener(
        event -> {
          if (type.isInstance(event)) {
            listener.accept(type.cast(event));
          }
        });
  }

  /**
   * Measures the cost of each run for its report, for example with {@code Telemetry.standard()} of
   * the module {@code pipeline-telemetry}. A second call replaces the first. Default: not measured.
   */
  public Job telemetry(RunTelemetry telemetry) {
    return with(settings.telemetry(telemetry));
  }

  /** Sets the source of memory and processor readings. Default: the JVM and the system. */
  public Job probe(ResourceProbe probe) {
    return with(settings.probe(probe));
  }

  /** Sets the clock and the sleeper of a run, for tests. Default: those of the system. */
  public Job time(Ticker ticker, Sleeper sleeper) {
    return with(settings.time(ticker, sleeper));
  }

  /**
   * Runs as a stream, on the caller's thread, until the source ends.
   *
   * @throws org.bandsaw.data.BandsawException if the run fails. Exceptions of this library are
   *     thrown as they are; an exception of a stage, learner, sink or source is the cause of one
   *     that says where it happened
   */
  public StreamReport runStreaming() {
    try (StreamRun run = new StreamRun(plan())) {
      run.runToEnd();
      return run.report();
    }
  }

  /**
   * Runs over the whole source at once, on the caller's thread. Stages are fitted to the training
   * rows, frozen and applied to all rows. Learners are fitted to the training rows and scored on
   * the held-out rows; learners that learn row by row make one pass over the training rows. Sinks
   * receive all rows, with the predictions of the fitted models.
   *
   * <p>How the source is read, and so {@link #chunks}, changes no result.
   *
   * @throws org.bandsaw.budget.BudgetExceededException if the source does not fit the memory
   *     budget; a batch is in memory as a whole
   * @throws org.bandsaw.data.BandsawException if the run fails, as in {@link #runStreaming}
   */
  public BatchReport runBatch() {
    return new BatchRun(plan()).run();
  }

  /** Starts a run as a stream on a thread of its own. */
  public RunningJob start() {
    return new RunningJob(plan());
  }

  /**
   * Returns the processed rows, chunk by chunk, as tables that may be kept. They are computed as
   * they are requested, on the caller's thread. Close the stream; {@link #pull} says what is
   * committed.
   */
  public Stream<Table> tables() {
    return pull().stream();
  }

  /** Returns a run whose processed rows are pulled by the caller, with a report at the end. */
  public PullRun pull() {
    return new PullRun(plan());
  }

  /** Returns a publisher of the processed rows: one run for each subscriber, on its own thread. */
  public Flow.Publisher<Table> publisher() {
    return new TablePublisher(plan());
  }

  /**
   * Runs as a stream and returns all processed rows as one table in memory. The table belongs to
   * the caller and is outside the budget.
   *
   * @throws org.bandsaw.budget.BudgetExceededException if the rows do not fit the budget
   */
  public Table collect() {
    return TableCollector.collect(plan());
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
