package org.bandsaw.report;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bandsaw.budget.BudgetOutcome;
import org.bandsaw.budget.MemoryUsage;
import org.bandsaw.data.Figure;
import org.bandsaw.learn.FitOn;
import org.bandsaw.learn.Scores;
import org.bandsaw.observe.TelemetryReport;
import org.bandsaw.trained.TrainedPipeline;

/**
 * What a batch did. Prints as one screen.
 *
 * @param job the job's name
 * @param source where the rows came from
 * @param rows what became of them
 * @param heldOut which rows were held out, in words
 * @param fittedOn which rows the steps were fitted to
 * @param learners what each learner did, the champion first: those that learn all rows at once,
 *     then the others; none without a learner
 * @param cellsSetMissing cells that did not fit their type and were set to missing, as the source
 *     was told
 * @param timeByStep time spent reading, in each stage, fitting, predicting, in each sink, and
 *     resting to keep the compute budget
 * @param took the latency of the batch, from start to end
 * @param memory whether the memory budget held, and what was accounted for and observed
 * @param peakResidentMebibytes the most physical memory this process ever had
 * @param compute whether the compute budget held
 * @param energy what energy was used, and whether the energy budget held
 * @param sinks rows in each sink
 * @param telemetry what was measured of the machine and the process; nothing when nobody asked
 * @param notes what a reader should know: leaks, steps whose reading is unknown, what steps chose
 * @param trained what was learned
 */
public record BatchReport(
    String job,
    String source,
    Rows rows,
    String heldOut,
    FitOn fittedOn,
    List<LearnerResult> learners,
    long cellsSetMissing,
    Map<String, Duration> timeByStep,
    Duration took,
    MemoryUsage memory,
    Figure peakResidentMebibytes,
    BudgetOutcome compute,
    EnergyReport energy,
    List<StreamReport.SinkRows> sinks,
    Optional<TelemetryReport> telemetry,
    List<String> notes,
    TrainedPipeline trained) {

  /**
   * What became of the rows read: {@code read = training + heldOut + filtered}.
   *
   * @param read rows of the source
   * @param training rows of the last step that learners were fitted to
   * @param heldOut rows of the last step that they were scored on
   * @param filteredByStage rows that each filter took out, by its name
   */
  public record Rows(long read, long training, long heldOut, Map<String, Long> filteredByStage) {

    public Rows {
      filteredByStage = Collections.unmodifiableMap(filteredByStage);
      if (read != training + heldOut + filtered(filteredByStage)) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "rows do not add up: %d read, %d trained on, %d held out, %d filtered; this is a"
                    + " defect of the library",
                read,
                training,
                heldOut,
                filtered(filteredByStage)));
      }
    }

    /** Rows that filters took out. */
    public long filtered() {
      return filtered(filteredByStage);
    }

    private static long filtered(Map<String, Long> byStage) {
      return byStage.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /**
   * What a learner did.
   *
   * @param name what the pipeline calls it
   * @param target the column it predicts
   * @param train scores on the rows that it was fitted to, by the fitted model: how well it fits,
   *     not how well it predicts
   * @param test scores on the rows held out
   * @param features names of the features, in the order of the model's vector
   * @param unused columns of the last step that were neither features nor the target
   * @param skippedRows training rows not learned, for a missing or infinite feature, target or
   *     weight
   */
  public record LearnerResult(
      String name,
      String target,
      Scores train,
      Scores test,
      List<String> features,
      List<String> unused,
      long skippedRows) {

    public LearnerResult {
      features = List.copyOf(features);
      unused = List.copyOf(unused);
    }
  }

  public BatchReport {
    learners = List.copyOf(learners);
    timeByStep = Collections.unmodifiableMap(timeByStep);
    sinks = List.copyOf(sinks);
    notes = List.copyOf(notes);
  }

  private Optional<LearnerResult> champion() {
    return learners.stream().findFirst();
  }

  /** The scores of the first learner on the rows it was fitted to. */
  public Scores train() {
    return champion().map(LearnerResult::train).orElse(Scores.unknown("no learner"));
  }

  /** The scores of the first learner on the rows held out. */
  public Scores test() {
    return champion().map(LearnerResult::test).orElse(Scores.unknown("no learner"));
  }

  /** Root of the mean squared error of the first learner on the rows held out. */
  public Figure rmse() {
    return test().rmse();
  }

  /** Mean absolute error of the first learner on the rows held out. */
  public Figure mae() {
    return test().mae();
  }

  /** R² of the first learner on the rows held out, about their own mean. */
  public Figure r2() {
    return test().r2();
  }

  /** The features of the first learner; none without one. */
  public List<String> features() {
    return champion().map(LearnerResult::features).orElse(List.of());
  }

  /** The columns that are neither features nor the target of the first learner. */
  public List<String> unused() {
    return champion().map(LearnerResult::unused).orElse(List.of());
  }

  /** Source rows per second, from start to end. */
  public Figure rowsPerSecond() {
    return took.isZero()
        ? Figure.unknown("the clock did not move")
        : Figure.known(rows.read() / (took.toNanos() / 1e9));
  }

  @Override
  public String toString() {
    ReportText text = new ReportText();
    text.line("job", job + " on " + source + ", as a batch");
    text.line(
        "rows",
        String.format(
            Locale.ROOT,
            "%,d read = %,d trained on + %,d held out + %,d filtered",
            rows.read(),
            rows.training(),
            rows.heldOut(),
            rows.filtered()));
    text.filtered(rows.filteredByStage());
    text.line("held out", heldOut);
    text.line(
        "fitted on",
        fittedOn == FitOn.ALL_ROWS
            ? "all rows, those held out included: the scores leak"
            : "the training rows");
    if (learners.isEmpty()) {
      text.line("scores", test().toString());
    }
    for (LearnerResult learned : learners) {
      String name = learners.size() > 1 ? learned.name() + ", " : "";
      text.line("scores", name + "held out: " + learned.test());
      text.line("", name + "training: " + learned.train());
      text.skipped(learned.skippedRows());
    }
    text.setMissing(cellsSetMissing);
    text.columns(features(), unused());
    text.times(took, rows.read(), timeByStep);
    if (!(compute instanceof BudgetOutcome.NotSet)) {
      text.line("compute", compute.describe());
    }
    text.lines("memory", memory.lines());
    text.line("process", ReportText.peakResident(peakResidentMebibytes));
    energy.appendTo(text);
    telemetry.ifPresent(measured -> text.lines("telemetry", measured.summary()));
    text.sinksAndNotes(sinks, notes);
    return text.toString();
  }
}
