package org.bandsaw;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bandsaw.budget.ComputeBudget;
import org.bandsaw.data.Figure;
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
 * The telemetry of one run. What it throws is logged, noted once, and it is left out from then on;
 * what it had measured until then is reported. Without telemetry nothing is done. Used by the run's
 * thread, but for {@link #report}.
 */
final class TelemetryMonitor {

  private static final long SCORE_INTERVAL_NANOS = 1_000_000_000;

  private final RunSettings settings;
  private final RunContext.Mode mode;
  private final RunThreads threads;
  private final @Nullable RunTelemetry telemetry;
  private volatile @Nullable RunObserver watch;
  private volatile @Nullable String failure;
  private volatile Optional<TelemetryReport> reportBeforeFailure = Optional.empty();
  private long lastScoreNanos;

  TelemetryMonitor(RunSettings settings, RunContext.Mode mode, RunThreads threads) {
    this.threads = threads;
    this.settings = settings;
    this.mode = mode;
    this.telemetry = settings.telemetry();
  }

  /** Tells it what happened; it watches from the start to the end of the run. */
  void on(RunEvent event) {
    RunTelemetry measuring = telemetry;
    if (measuring == null || failure != null) {
      return;
    }
    try {
      RunObserver present = watch;
      if (present == null) {
        if (!(event instanceof RunEvent.Started)) {
          return; // a batch that fails before it starts only tells its end
        }
        present = measuring.observe(watchedRun());
        watch = present;
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

  private RunContext watchedRun() {
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

  /** Whether somebody watches. */
  boolean isWatching() {
    return watch != null && failure == null;
  }

  /** Whether it is time to tell how well the learners predict. */
  boolean isScoreDue() {
    if (!isWatching()) {
      return false;
    }
    long now = settings.ticker().nanoTime();
    if (now - lastScoreNanos < SCORE_INTERVAL_NANOS) {
      return false;
    }
    lastScoreNanos = now;
    return true;
  }

  /** Tells how well the learners of a stream predict. */
  void publishScores(List<StreamReport.LearnerResult> learners) {
    List<LearnerScores> all = new ArrayList<>();
    for (StreamReport.LearnerResult each : learners) {
      all.add(scores(each.name(), each.scores()));
    }
    publish(all);
  }

  /** Tells how well the learners of a batch predict. */
  void publishBatchScores(List<BatchReport.LearnerResult> learners) {
    List<LearnerScores> all = new ArrayList<>();
    for (BatchReport.LearnerResult each : learners) {
      all.add(scores(each.name(), each.test()));
    }
    publish(all);
  }

  private void publish(List<LearnerScores> scores) {
    RunObserver present = watch;
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
    failure = "telemetry failed and was left out from then on: " + problem;
    LoggerFactory.getLogger(RunTelemetry.class)
        .warn("telemetry of job '{}' failed; the run goes on without", settings.name(), problem);
    RunObserver present = watch;
    if (present != null) {
      try {
        present.close();
        reportBeforeFailure = present.report();
      } catch (RuntimeException | LinkageError second) {
        problem.addSuppressed(second);
      }
    }
  }

  /** What was measured so far, or until it failed; nothing without telemetry. */
  Optional<TelemetryReport> report() {
    RunObserver present = watch;
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

  /** What failed, if anything did; to be asked behind {@link #report}. */
  List<String> notes() {
    String said = failure;
    return said == null ? List.of() : List.of(said);
  }
}
