package org.bandsaw.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bandsaw.Pipeline;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.RowView;
import org.bandsaw.data.Schema;
import org.bandsaw.learn.FitOn;
import org.bandsaw.learn.Learners;
import org.bandsaw.source.CsvSource;
import org.bandsaw.source.OnBadCell;
import org.bandsaw.source.Sources;
import org.bandsaw.stage.Columns;
import org.bandsaw.stage.DatePart;
import org.bandsaw.stage.Impute;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.Stages;

/**
 * Predicts the salaries of basketball players: the recipe of a published engine, and the same
 * recipe without features that leak the salary to be predicted.
 */
public final class NbaSalary {

  /** The target column. */
  public static final String TARGET = "salary";

  private static final Schema COLUMNS =
      Schema.of(
          ColumnSpec.text("full_name"),
          ColumnSpec.real("rating"),
          ColumnSpec.text("jersey"),
          ColumnSpec.text("team"),
          ColumnSpec.text("position"),
          ColumnSpec.date("b_day"),
          ColumnSpec.text("height"),
          ColumnSpec.text("weight"),
          ColumnSpec.text(TARGET),
          ColumnSpec.text("country"),
          ColumnSpec.real("draft_year"),
          ColumnSpec.text("draft_round"),
          ColumnSpec.text("draft_peak"),
          ColumnSpec.text("college"),
          ColumnSpec.text("version"));

  private static final int WINDOW = 5;
  private static final double MAX_DEVIATIONS = 2.5;

  private NbaSalary() {}

  /** Returns a source of players. */
  public static CsvSource players(Path file) {
    return players(Sources.csv(file));
  }

  /**
   * Returns a source of players with typed columns. Two-digit years are from 1969 to 2068, and
   * invalid dates and numbers are missing.
   */
  public static CsvSource players(CsvSource file) {
    return file.schema(COLUMNS)
        .datePattern("b_day", "MM/dd/yy")
        .pivotYear(1969)
        .onBadCell(OnBadCell.SET_MISSING);
  }

  /**
   * Returns the recipe as published, for a batch: least squares on the first 80 % of the rows,
   * ordered by the year of the version. Its scores are too optimistic: stages are fitted to all
   * rows, including the held-out rows, and three features use the salary of their own row.
   */
  public static Pipeline asPublished() {
    Pipeline.Builder builder = Pipeline.builder();
    cleaningStages().forEach(builder::stage);
    for (String column : List.of("full_name", "jersey", "draft_peak", "college", "version")) {
      builder.stage(imputeUnknown(column));
    }
    return builder
        .stage(Stages.impute(List.of("rating", "height", "weight", TARGET), Impute.RUNNING_MEDIAN))
        .stage(Stages.extractNumber("version", "[0-9]+$").as("version_year"))
        .stage(expandYear("version_year"))
        .stage(Stages.sort("version_year"))
        .stage(Stages.dateParts("b_day", DatePart.YEAR, DatePart.MONTH))
        .stage(Stages.subtract("version_year", "b_day_year").as("age"))
        .stage(Stages.subtract("version_year", "draft_year").as("experience"))
        .stage(
            Stages.derive(ColumnSpec.real("bmi"), NbaSalary::bodyMassIndex)
                .from("weight", "height"))
        .stage(Stages.rollingMean(TARGET, WINDOW).as("salary_roll_mean"))
        .stage(Stages.rollingStd(TARGET, WINDOW).as("salary_roll_std"))
        .stage(Stages.impute("salary_roll_std", Impute.constant(0)))
        .stage(Stages.rename("b_day_month", "birth_month"))
        .stage(
            Stages.derive(
                    ColumnSpec.real("draft_decade"),
                    row -> Math.floor(row.number("draft_year") / 10) * 10)
                .from("draft_year"))
        .stage(Stages.anomaly(TARGET).threshold(MAX_DEVIATIONS).as("salary_anomaly"))
        .stage(asNumber("salary_anomaly"))
        .stage(Stages.drop("b_day_year"))
        .stage(Stages.dropCorrelated(TARGET, 0.5).keeping("draft_year"))
        .stage(
            Stages.onAll(
                Columns.ifPresent("version", "b_day", "draft_year", "weight", "height"),
                Stages.drop(Columns.EACH)))
        .stage(Stages.dropHighCardinality(50))
        .stage(
            Stages.onAll(
                Columns.numbers().except(TARGET),
                Stages.impute(Columns.EACH, Impute.RUNNING_MEDIAN)))
        .stage(Stages.onAll(Columns.numbers().except(TARGET), Stages.standardScale(Columns.EACH)))
        .stage(Stages.onAll(Columns.texts(), Stages.oneHot(Columns.EACH).droppingInput()))
        .learnBatch(TARGET, Learners.leastSquares())
        .fitOn(FitOn.ALL_ROWS)
        .allowTargetLeak("salary_roll_mean", "as published: the window includes the current row")
        .allowTargetLeak("salary_roll_std", "as published: the window includes the current row")
        .allowTargetLeak(
            "salary_anomaly", "as published: it flags an unusual salary of the current row")
        .build();
  }

  /**
   * Returns a recipe with the same features, computed from earlier rows only: the mean of the
   * previous salaries, whether the previous salary was unusual, and running statistics. The columns
   * are those that the published selection keeps. Runs as a stream, in the order of the file, and
   * as a batch, which is fitted to the training rows only.
   *
   * <p>The value of earlier salaries depends on the order of the file: high if the players are
   * sorted by rank, as in the original file, none if they are in random order.
   */
  public static Pipeline leakFree() {
    Pipeline.Builder builder = Pipeline.builder();
    cleaningStages().forEach(builder::stage);
    return builder
        .stage(Stages.extractNumber("version", "[0-9]+$").as("version_year"))
        .stage(expandYear("version_year"))
        .stage(Stages.dateParts("b_day", DatePart.MONTH))
        .stage(Stages.rename("b_day_month", "birth_month"))
        .stage(Stages.subtract("version_year", "draft_year").as("experience"))
        .stage(Stages.rollingMean(TARGET, WINDOW).excludingCurrentRow().as("salary_roll_mean"))
        .stage(Stages.lag(TARGET, 1).as("salary_before"))
        .stage(Stages.anomaly("salary_before").threshold(MAX_DEVIATIONS).as("salary_anomaly"))
        .stage(asNumber("salary_anomaly"))
        .stage(Stages.impute("salary_anomaly", Impute.constant(0)))
        .stage(
            Stages.select(
                "experience",
                "salary_roll_mean",
                "birth_month",
                "salary_anomaly",
                "team",
                "position",
                "country",
                "draft_round",
                TARGET))
        .stage(
            Stages.onAll(
                Columns.numbers().except(TARGET),
                Stages.impute(Columns.EACH, Impute.RUNNING_MEDIAN)))
        .stage(Stages.onAll(Columns.numbers().except(TARGET), Stages.standardScale(Columns.EACH)))
        .stage(Stages.onAll(Columns.texts(), Stages.oneHot(Columns.EACH).droppingInput()))
        .learn(TARGET, Learners.scaledTarget(Learners.sgd()))
        .learnBatch(TARGET, Learners.leastSquares())
        .build();
  }

  /** Throws if the target is not {@link #TARGET}. */
  static void checkTarget(String target) {
    if (!target.equals(TARGET)) {
      throw new IllegalArgumentException("this recipe has the target '" + TARGET + "'");
    }
  }

  /** Returns the stages of both recipes that clean the source columns. */
  static List<Stage> cleaningStages() {
    return new ArrayList<>(
        List.of(
            Stages.deriveText(TARGET, row -> row.text(TARGET).replace(",", "")).from(TARGET),
            Stages.extractNumber(TARGET, "[0-9.]+"),
            Stages.extractNumber("height", " / ([0-9.]+)"),
            Stages.extractNumber("weight", " / ([0-9.]+) kg"),
            Stages.impute("team", Impute.constant("No Team")),
            Stages.deriveText(
                    "country", row -> row.text("country").equals("USA") ? "USA" : "Not-USA")
                .from("country"),
            Stages.deriveText(
                    "draft_round",
                    row ->
                        row.text("draft_round").equals("Undrafted") ? "0" : row.text("draft_round"))
                .from("draft_round"),
            imputeUnknown("draft_round"),
            imputeUnknown("position")));
  }

  private static Stage imputeUnknown(String column) {
    return Stages.impute(column, Impute.constant("Unknown_" + column));
  }

  /** Expands two-digit years. */
  private static Stage expandYear(String column) {
    return Stages.derive(
            ColumnSpec.real(column),
            row -> row.number(column) < 100 ? row.number(column) + 2000 : row.number(column))
        .from(column);
  }

  private static Stage asNumber(String flag) {
    return Stages.derive(ColumnSpec.real(flag), row -> row.number(flag)).from(flag);
  }

  /** Returns kilograms per square metre. */
  private static double bodyMassIndex(RowView row) {
    double metres = row.number("height");
    return row.number("weight") / (metres * metres);
  }
}
