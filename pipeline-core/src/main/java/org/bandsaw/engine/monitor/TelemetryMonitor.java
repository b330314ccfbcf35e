package org.bandsaw.engine.monitor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bandsaw.budget.ComputeBudget;
import org.bandsaw.data.Figure;
import org.bandsaw.engine.plan.RunSettings;
import org.bandsaw.learn.Scores;
import org.bandsaw.learn.Task;
import org.bandsaw.observe.LearnerScores;
import org.bandsaw.observe.RunContext;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.observe.RunObserver;
import org.bandsaw.observe.RunTelemetry;
import org.bandsaw.observe.TelemetryReport;
import org.bandsaw.report.BatchReport;
import org.bandsaw.report.StreamReport;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The telemetry of one run. If it throws, the failure is logged and noted, telemetry is switched
 * off for the rest of the run, and the measurements until then are reported. Does nothing if the
 * job has no telemetry. Used by the run's thread; {@link #report} may be called by any thread.
 */
public final class TelemetryMonitor {

  private static final long SCORE_INTERVAL_NANOS = 1_000_000_000;

  private final RunSettings settings;
  private final RunContext.Mode mode;
  private final Supplier<List<Thread>> threads;
  private final @Nullable RunTelemetry telemetry;
  private volatile @Nullable RunObserver observer;
  private volatile @Nullable String failure;
  private volatile Optional<TelemetryReport> reportBeforeFailure = Optional.empty();
  private long lastScoreNanos;

  TelemetryMonitor(RunSettings settings, RunContext.Mode mode, Supplier<List<Thread>> threads) {
    this.threads = threads;
    this.settings = settings;
    this.mode = mode;
    this.telemetry = settings.telemetry();
  }

  /** Passes an event on. Telemetry observes a run from its start to its end. */
  void on(RunEvent event) {
    if (telemetry == null || failure != null) {
      return;
    }
    try {
      RunObserver present = observer;
      if (present == null) {
        if (!(event instanceof RunEvent.Started)) {
          return; // a batch that fails before its start publishes its end only
        }
        present = telemetry.observe(context());
        observer = present;
        lastScoreNanos = settings.ticker().nanoTime();
      }
      present.onEvent(event);
      if (event instanceof RunEvent.Ended) {
        present.close();
      }
    } catch (RuntimeException | LinkageError problem) {
      disable(problem);
    }
  }

  private RunContext context() {
    ComputeBudget compute = settings.compute();
    return new RunContext(
        settings.name(),
        mode,
        settings.memory().bytes(),
        compute == null
            ? Figure.unknown("no compute budget")
            : Figure.known(compute.shareOfMachine()),
        settings.ticker(),
        settings.probe(),
        threads);
  }

  /** Returns whether telemetry observes the run now. */
  public boolean isObserving() {
    return observer != null && failure == null;
  }

  /** Returns whether scores are due; they are published once a second. */
  public boolean isScoreDue() {
    if (!isObserving()) {
      return false;
    }
    long now = settings.ticker().nanoTime();
    if (now - lastScoreNanos < SCORE_INTERVAL_NANOS) {
      return false;
    }
    lastScoreNanos = now;
    return true;
  }

  /** Publishes the scores of the learners of a stream. */
  public void publishScores(List<StreamReport.LearnerResult> learners) {
    List<LearnerScores> all = new ArrayList<>();
    for (StreamReport.LearnerResult each : learners) {
      all.add(scores(each.name(), each.scores()));
    }
    publish(all);
  }

  /** Publishes the scores of the learners of a batch. */
  public void publishBatchScores(List<BatchReport.LearnerResult> learners) {
    List<LearnerScores> all = new ArrayList<>();
    for (BatchReport.LearnerResult each : learners) {
      all.add(scores(each.name(), each.test()));
    }
    publish(all);
  }

  private void publish(List<LearnerScores> scores) {
    RunObserver present = observer;
    if (present == null || failure != null) {
      return;
    }
    try {
      present.onScores(scores);
    } catch (RuntimeException | LinkageError problem) {
      disable(problem);
    }
  }

  private static LearnerScores scores(String learner, Scores scores) {
    Map<String, Figure> figures = new LinkedHashMap<>();
    figures.put("rmse", scores.rmse());
    figures.put("mae", scores.mae());
    figures.put("r2", scores.r2());
    if (scores.kind() == Task.Kind.BINARY_CLASSIFICATION) {
      figures.put("log_loss", scores.logLoss());
      figures.put("accuracy", scores.accuracy());
      figures.put("f1", scores.f1());
      figures.put("roc_auc", scores.rocAuc());
    }
    return new LearnerScores(learner, scores.rows(), figures);
  }

  private void disable(Throwable problem) {
    failure = "telemetry failed and was switched off: " + problem;
    LoggerFactory.getLogger(RunTelemetry.class)
        .warn("telemetry of job '{}' failed; the run goes on without it", settings.name(), problem);
    RunObserver present = observer;
    if (present != null) {
      try {
        present.close();
        reportBeforeFailure = present.report();
      } catch (RuntimeException | LinkageError second) {
        problem.addSuppressed(second);
      }
    }
  }

  /** Returns the measurements so far, or until telemetry failed. Empty without telemetry. */
  public Optional<TelemetryReport> report() {
    RunObserver present = observer;
    if (present == null || failure != null) {
      return reportBeforeFailure;
    }
    try {
      return present.report();
    } catch (RuntimeException | LinkageError problem) {
      disable(problem);
      return reportBeforeFailure;
    }
  }

  /** Returns the failure, if there was one; call it after {@link #report}. */
  public List<String> notes() {
    String text = failure;
    return text == null ? List.of() : List.of(text);
  }
}
