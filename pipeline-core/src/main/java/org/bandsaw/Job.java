package org.bandsaw;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bandsaw.control.ChunkPolicy;
import org.bandsaw.control.MemoryBudget;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.observe.RunListener;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.Sleeper;
import org.bandsaw.probe.Ticker;
import org.bandsaw.sink.Sink;
import org.bandsaw.source.Source;
import tech.tablesaw.api.Table;

/**
 * A pipeline with its input, outputs and limits: nothing in it changes a result. Immutable; each
 * setter answers a new job. A job can be run any number of times; two runs at once into one file
 * are refused.
 */
public final class Job {

  private static final int USUAL_FIRST_ROWS = 1_000;

  private final Pipeline pipeline;
  private final Source source;
  private final Settings settings;

  /** What a job may be told, beside its pipeline and source. */
  record Settings(
      String name,
      MemoryBudget memory,
      ChunkPolicy chunks,
      int parallelism,
      List<Sink> sinks,
      List<RunListener> listeners,
      ResourceProbe probe,
      Ticker ticker,
      Sleeper sleeper) {}

  private Job(Pipeline pipeline, Source source, Settings settings) {
    this.pipeline = pipeline;
    this.source = source;
    this.settings = settings;
  }

  static Job of(Pipeline pipeline, Source source) {
    return new Job(
        pipeline,
        Objects.requireNonNull(source, "source"),
        new Settings(
            "job",
            MemoryBudget.ofShareOfHeap(0.5),
            ChunkPolicy.adaptive(USUAL_FIRST_ROWS),
            1,
            List.of(),
            List.of(),
            ResourceProbe.system(),
            Ticker.system(),
            Sleeper.system()));
  }

  private Job with(Settings changed) {
    return new Job(pipeline, source, changed);
  }

  /** The name in reports, events and threads; {@code job} when not called. */
  public Job name(String name) {
    Settings s = settings;
    return with(
        new Settings(
            Objects.requireNonNull(name, "name"),
            s.memory,
            s.chunks,
            s.parallelism,
            s.sinks,
            s.listeners,
            s.probe,
            s.ticker,
            s.sleeper));
  }

  /** What the run may account for; half of the heap when not called. */
  public Job memory(MemoryBudget budget) {
    Settings s = settings;
    return with(
        new Settings(
            s.name,
            Objects.requireNonNull(budget, "budget"),
            s.chunks,
            s.parallelism,
            s.sinks,
            s.listeners,
            s.probe,
            s.ticker,
            s.sleeper));
  }

  /** How many rows a chunk has; {@code ChunkPolicy.adaptive(1_000)} when not called. */
  public Job chunks(ChunkPolicy policy) {
    Settings s = settings;
    return with(
        new Settings(
            s.name,
            s.memory,
            Objects.requireNonNull(policy, "policy"),
            s.parallelism,
            s.sinks,
            s.listeners,
            s.probe,
            s.ticker,
            s.sleeper));
  }

  /**
   * How many threads may work: 1 reads and computes on one thread; 2 reads ahead on a second one.
   *
   * @param threads 1 or 2
   */
  public Job parallelism(int threads) {
    if (threads < 1 || threads > 2) {
      throw new IllegalArgumentException(
          "1 or 2 threads (2 reads ahead) can be used, not " + threads);
    }
    Settings s = settings;
    return with(
        new Settings(
            s.name,
            s.memory,
            s.chunks,
            threads,
            s.sinks,
            s.listeners,
            s.probe,
            s.ticker,
            s.sleeper));
  }

  /** Adds a sink. */
  public Job sink(Sink sink) {
    Settings s = settings;
    return with(
        new Settings(
            s.name,
            s.memory,
            s.chunks,
            s.parallelism,
            plus(s.sinks, Objects.requireNonNull(sink, "sink")),
            s.listeners,
            s.probe,
            s.ticker,
            s.sleeper));
  }

  /** Adds a listener. */
  public Job listener(RunListener listener) {
    Settings s = settings;
    return with(
        new Settings(
            s.name,
            s.memory,
            s.chunks,
            s.parallelism,
            s.sinks,
            plus(s.listeners, Objects.requireNonNull(listener, "listener")),
            s.probe,
            s.ticker,
            s.sleeper));
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

  /** What is asked about memory; the virtual machine when not called. */
  public Job probe(ResourceProbe probe) {
    Settings s = settings;
    return with(
        new Settings(
            s.name,
            s.memory,
            s.chunks,
            s.parallelism,
            s.sinks,
            s.listeners,
            Objects.requireNonNull(probe, "probe"),
            s.ticker,
            s.sleeper));
  }

  /** What is asked about time, and what waits; this machine when not called. */
  public Job time(Ticker ticker, Sleeper sleeper) {
    Settings s = settings;
    return with(
        new Settings(
            s.name,
            s.memory,
            s.chunks,
            s.parallelism,
            s.sinks,
            s.listeners,
            s.probe,
            Objects.requireNonNull(ticker, "ticker"),
            Objects.requireNonNull(sleeper, "sleeper")));
  }

  private static <T> List<T> plus(List<T> some, T one) {
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

  Settings settings() {
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

  /** Begins to run on a thread of its own. */
  public RunningJob start() {
    return new ThreadedJob(this);
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
   * @throws org.bandsaw.control.BudgetExceededException when the rows would not fit the budget
   */
  public Table collect() {
    return Collecting.collect(this);
  }

  @Override
  public String toString() {
    return String.format(
        "job '%s' on %s, %s, %s%n%s",
        settings.name, source.name(), settings.memory, settings.chunks, pipeline);
  }
}
