package org.bandsaw.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import org.bandsaw.data.Figure;
import org.bandsaw.observe.LearnerScores;

/**
 * The meters of all runs of one job. Counts are kept here, so that a registry that is bound later
 * has all of them, except for the distribution of chunk durations.
 */
final class JobMeters {

  static final int MAX_LEARNERS = 20;

  final LongAdder committed = new LongAdder();
  final LongAdder filtered = new LongAdder();
  final LongAdder chunks = new LongAdder();
  final LongAdder splits = new LongAdder();
  final LongAdder overruns = new LongAdder();
  final LongAdder pauses = new LongAdder();
  final LongAdder pausedNanos = new LongAdder();
  final LongAdder backpressureChanges = new LongAdder();
  final LongAdder listenerFailures = new LongAdder();
  private final Map<String, LongAdder> runsByOutcome = new ConcurrentHashMap<>();
  private final Map<String, Map<String, Figure>> scores = new ConcurrentHashMap<>();
  private final List<Timer> chunkTimers = new CopyOnWriteArrayList<>();
  private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();
  private final Tags tags;
  private final boolean hasGauges;
  private volatile double memoryUse = Double.NaN;
  private volatile double computeUse = Double.NaN;

  /**
   * Creates meters with all counts 0.
   *
   * @param hasGauges whether budget and score gauges are registered; false for meters that several
   *     jobs share, whose gauges would have no meaning
   */
  JobMeters(String job, boolean hasGauges) {
    this.tags = Tags.of("job", job);
    this.hasGauges = hasGauges;
  }

  synchronized void bindTo(MeterRegistry registry) {
    registerCounter(registry, "bandsaw.rows", "rows", tags.and("fate", "committed"), committed);
    registerCounter(registry, "bandsaw.rows", "rows", tags.and("fate", "filtered"), filtered);
    registerCounter(registry, "bandsaw.chunks", "chunks", tags, chunks);
    registerCounter(registry, "bandsaw.splits", "splits", tags, splits);
    registerCounter(registry, "bandsaw.overruns", "overruns", tags, overruns);
    registerCounter(registry, "bandsaw.backpressure.changes", "changes", tags, backpressureChanges);
    registerCounter(registry, "bandsaw.listener.failures", "failures", tags, listenerFailures);
    FunctionTimer.builder(
            "bandsaw.pauses",
            this,
            job -> job.pauses.sum(),
            job -> job.pausedNanos.sum(),
            TimeUnit.NANOSECONDS)
        .tags(tags)
        .description("pauses of runs")
        .register(registry);
    chunkTimers.add(
        Timer.builder("bandsaw.chunk.duration")
            .tags(tags)
            .description("time from reading a chunk to its commit")
            .register(registry));
    registries.add(registry);
    runsByOutcome.forEach((outcome, count) -> registerRunCounter(registry, outcome, count));
    if (hasGauges && !Double.isNaN(memoryUse)) {
      registerBudgetGauge(registry, "memory", job -> job.memoryUse);
    }
    if (hasGauges && !Double.isNaN(computeUse)) {
      registerBudgetGauge(registry, "compute", job -> job.computeUse);
    }
    scores.forEach(
        (learner, figures) ->
            figures.keySet().forEach(m -> registerScoreGauge(registry, learner, m)));
  }

  private static void registerCounter(
      MeterRegistry registry, String name, String unit, Tags tags, LongAdder counter) {
    FunctionCounter.builder(name, counter, LongAdder::sum)
        .tags(tags)
        .baseUnit(unit)
        .register(registry);
  }

  private void registerRunCounter(MeterRegistry registry, String outcome, LongAdder count) {
    registerCounter(registry, "bandsaw.runs", "runs", tags.and("outcome", outcome), count);
  }

  private void registerBudgetGauge(
      MeterRegistry registry, String budget, ToDoubleFunction<JobMeters> use) {
    Gauge.builder("bandsaw.budget.use", this, use)
        .tags(tags.and("budget", budget))
        .description("usage as a share of the budget")
        .register(registry);
  }

  private void registerScoreGauge(MeterRegistry registry, String learner, String metric) {
    Gauge.builder("bandsaw.score", this, job -> job.scoreOf(learner, metric))
        .tags(tags.and("learner", learner, "metric", metric))
        .description("score of a learner")
        .register(registry);
  }

  private double scoreOf(String learner, String metric) {
    Figure figure = scores.getOrDefault(learner, Map.of()).get(metric);
    return figure == null ? Double.NaN : figure.orElse(Double.NaN);
  }

  /** Records a committed chunk and its duration. */
  void recordChunk(Duration time) {
    chunks.increment();
    for (Timer timer : chunkTimers) {
      timer.record(time);
    }
  }

  /** Counts a run that has ended. */
  void recordRun(String outcome) {
    String tag = outcome.toLowerCase(Locale.ROOT);
    LongAdder count = runsByOutcome.get(tag);
    if (count == null) {
      count = createRunCounter(tag);
    }
    count.increment();
  }

  private synchronized LongAdder createRunCounter(String outcome) {
    LongAdder present = runsByOutcome.get(outcome);
    if (present != null) {
      return present;
    }
    LongAdder created = new LongAdder();
    runsByOutcome.put(outcome, created);
    registries.forEach(registry -> registerRunCounter(registry, outcome, created));
    return created;
  }

  /** Sets the used share of the memory budget. */
  void setMemoryUse(double share) {
    boolean first = hasGauges && Double.isNaN(memoryUse);
    memoryUse = share;
    if (first) {
      bindBudget("memory", job -> job.memoryUse);
    }
  }

  /** Sets the used share of the compute budget. */
  void setComputeUse(double share) {
    boolean first = hasGauges && Double.isNaN(computeUse);
    computeUse = share;
    if (first) {
      bindBudget("compute", job -> job.computeUse);
    }
  }

  private synchronized void bindBudget(String budget, ToDoubleFunction<JobMeters> use) {
    registries.forEach(registry -> registerBudgetGauge(registry, budget, use));
  }

  /** Updates the scores of learners. A gauge is registered when its score is first known. */
  synchronized void updateScores(List<LearnerScores> soFar) {
    for (LearnerScores each : soFar) {
      Map<String, Figure> present = scores.get(each.learner());
      if (present == null) {
        if (!hasGauges || scores.size() == MAX_LEARNERS) {
          continue;
        }
        present = new ConcurrentHashMap<>();
        scores.put(each.learner(), present);
      }
      for (Map.Entry<String, Figure> figure : each.scores().entrySet()) {
        boolean isNew = !present.containsKey(figure.getKey());
        if (isNew && !figure.getValue().isKnown()) {
          continue;
        }
        present.put(figure.getKey(), figure.getValue());
        if (isNew) {
          registries.forEach(
              registry -> registerScoreGauge(registry, each.learner(), figure.getKey()));
        }
      }
    }
  }
}
