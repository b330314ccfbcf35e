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
 * The results of a batch. Prints as one screen.
 *
 * @param job the name of the job
 * @param source the name of the source
 * @param rows the row counts
 * @param heldOut a description of the rows that were held out
 * @param fittedOn the rows that the stages were fitted to
 * @param learners the results of the learners: first those that are fitted to all rows at once,
 *     then those that learn row by row, each group in the order of the pipeline. Empty without a
 *     learner
 * @param cellsSetMissing the number of cells that did not fit their type and were set to missing,
 *     if the source does that
 * @param timeByStep the time spent reading, in each stage, fitting and predicting, writing to each
 *     sink, and in pauses for each budget
 * @param took the time from start to end
 * @param memory the accounted and observed memory, and whether the memory budget held
 * @param peakResidentMebibytes the peak resident memory of this process since its start
 * @param compute whether the compute budget held
 * @param energy the energy used, and whether the energy budget held
 * @param sinks the rows in each sink
 * @param telemetry the measurements of the machine and the process. Empty without telemetry
 * @param notes remarks for the reader, such as leaks, stages with unknown lineage and what stages
 *     chose
 * @param trained the trained pipeline
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
   * The row counts of a batch: {@code read = training + heldOut + filtered}.
   *
   * @param read rows of the source
   * @param training training rows after the last stage
   * @param heldOut held-out rows after the last stage
   * @param filteredByStage rows removed by each filter, by its name
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

    /** Returns the number of rows that filters removed. */
    public long filtered() {
      return filtered(filteredByStage);
    }

    private static long filtered(Map<String, Long> byStage) {
      return byStage.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /**
   * The results of a learner.
   *
   * @param name the name of the learner in the pipeline
   * @param target the column that it predicts
   * @param train the scores of the fitted model on the training rows, which show how well it fits,
   *     not how well it predicts
   * @param test the scores on the held-out rows
   * @param features the names of the features, in the order of the model's vector
   * @param unused the columns of the last stage that were neither features nor the target
   * @param skippedRows the number of training rows that were not learned because of a missing or
   *     infinite feature, target or weight
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

  /** Returns the scores of the first learner on the training rows. */
  public Scores train() {
    return champion().map(LearnerResult::train).orElse(Scores.unknown("no learner"));
  }

  /** Returns the scores of the first learner on the held-out rows. */
  public Scores test() {
    return champion().map(LearnerResult::test).orElse(Scores.unknown("no learner"));
  }

  /** Returns the root mean squared error of the first learner on the held-out rows. */
  public Figure rmse() {
    return test().rmse();
  }

  /** Returns the mean absolute error of the first learner on the held-out rows. */
  public Figure mae() {
    return test().mae();
  }

  /** Returns R² of the first learner on the held-out rows, relative to their own mean. */
  public Figure r2() {
    return test().r2();
  }

  /** Returns the features of the first learner. Empty without a learner. */
  public List<String> features() {
    return champion().map(LearnerResult::features).orElse(List.of());
  }

  /** Returns the columns that are neither features nor the target of the first learner. */
  public List<String> unused() {
    return champion().map(LearnerResult::unused).orElse(List.of());
  }

  /** Returns the source rows per second, from start to end. */
  public Figure rowsPerSecond() {
    return took.isZero()
        ? Figure.unknown("the clock did not advance")
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
    text.filteredRows(rows.filteredByStage());
    text.line("held out", heldOut);
    text.line(
        "fitted on",
        fittedOn == FitOn.ALL_ROWS
            ? "all rows, held-out rows included: the scores leak"
            : "the training rows");
    if (learners.isEmpty()) {
      text.line("scores", test().toString());
    }
    for (LearnerResult learner : learners) {
      String name = learners.size() > 1 ? learner.name() + ", " : "";
      text.line("scores", name + "held out: " + learner.test());
      text.line("", name + "training: " + learner.train());
      text.skippedRows(learner.skippedRows());
    }
    text.cellsSetMissing(cellsSetMissing);
    text.columns(features(), unused());
    text.times(took, rows.read(), timeByStep);
    if (!(compute instanceof BudgetOutcome.NotSet)) {
      text.line("compute", compute.describe());
    }
    text.lines("memory", memory.lines());
    text.line("process", ReportText.peakResident(peakResidentMebibytes));
    energy.appendTo(text);
    telemetry.ifPresent(report -> text.lines("telemetry", report.summary()));
    text.sinksAndNotes(sinks, notes);
    return text.toString();
  }
}
