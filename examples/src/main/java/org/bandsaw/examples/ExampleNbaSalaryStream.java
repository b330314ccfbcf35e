package org.bandsaw.examples;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.bandsaw.Pipeline;
import org.bandsaw.StreamReport;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.RowView;
import org.bandsaw.learn.Learners;
import org.bandsaw.learn.OnlineLearner;
import org.bandsaw.source.Source;
import org.bandsaw.stage.Impute;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.Stages;
import org.bandsaw.stage.UnseenCategory;

/**
 * How well can a player's salary be told from what is known before it? Cleans a file of players row
 * by row, makes features that never look at the row's own salary, learns as the rows pass, and
 * scores every prediction before learning from its row.
 */
public final class ExampleNbaSalaryStream {

  private static final String[] SCALED = {
    "rating", "quality", "age", "experience", "bmi", "draft_peak", "earlier_salaries"
  };

  private ExampleNbaSalaryStream() {}

  /** Runs on the carried file, or on the one that {@code -Dinput=FILE} names. */
  public static void main(String[] args) {
    String input = System.getProperty("input", "");
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    print(input.isEmpty() ? Players.carried() : Players.file(Path.of(input)), out);
  }

  static Pipeline pipeline(OnlineLearner learner) {
    Stage[] steps = {
      Stages.deriveText("salary", row -> row.text("salary").replace(",", "")).from("salary"),
      Stages.extractNumber("salary", "[0-9.]+"),
      Stages.divide("salary", 1e6).as("salary_m"),
      Stages.extractNumber("height", "/ ([0-9.]+)"),
      Stages.extractNumber("weight", "/ ([0-9.]+) kg"),
      Stages.extractNumber("version", "[0-9]+$").as("version_year"),
      Stages.extractNumber("draft_peak", "[0-9]+"),
      Stages.impute("draft_peak", Impute.constant(61)), // undrafted: after the last pick
      Stages.derive(ColumnSpec.real("age"), ExampleNbaSalaryStream::age)
          .from("version_year", "b_day"),
      Stages.derive(
              ColumnSpec.real("experience"),
              row -> 2000 + row.number("version_year") - row.number("draft_year"))
          .from("version_year", "draft_year"),
      Stages.derive(
              ColumnSpec.real("bmi"),
              row -> row.number("weight") / (row.number("height") * row.number("height")))
          .from("weight", "height"),
      Stages.derive(
              ColumnSpec.real("quality"), row -> Math.pow((row.number("rating") - 60) / 20, 3))
          .from("rating"),
      Stages.deriveText("country", row -> row.text("country").equals("USA") ? "USA" : "Not-USA")
          .from("country"),
      Stages.rollingMean("salary_m", 5).excludingCurrentRow().as("earlier_salaries"),
      Stages.impute(List.of(SCALED), Impute.RUNNING_MEAN),
      Stages.standardScale(SCALED),
      Stages.oneHot("position").values("G", "F", "C").unseen(UnseenCategory.OTHER).dropping(),
      Stages.oneHot("country").values("USA", "Not-USA").dropping(),
    };
    Pipeline.Builder builder = Pipeline.builder();
    for (Stage step : steps) {
      builder.stage(step);
    }
    return builder
        .learn("salary_m", learner)
        .exclude("salary", "version_year", "draft_year", "height", "weight")
        .build();
  }

  private static double age(RowView row) {
    return row.isMissing("b_day")
        ? Double.NaN
        : 2000 + row.number("version_year") - Integer.parseInt(row.text("b_day").substring(0, 4));
  }

  static void print(Source source, PrintStream out) {
    StreamReport sgd = pipeline(Learners.sgd()).on(source).runStreaming();
    StreamReport mean = pipeline(Learners.mean()).on(source).runStreaming();
    List<String> steps = pipeline(Learners.sgd()).stages().stream().map(Stage::name).toList();
    out.printf("Salaries of players as a stream: %s%n%n", source.name());
    out.printf(
        "  rows      %d read, %d committed, %d not learned%n",
        sgd.rows().read(), sgd.rows().committed(), sgd.skippedRows());
    out.printf("  cells     %d did not fit and are missing%n", sgd.cellsSetMissing());
    list(out, "steps", steps);
    list(out, "features", sgd.features());
    out.printf("%n  each player predicted first, then learned%n");
    out.printf("  %-14s%10s%10s%10s%n", "", "RMSE $M", "R²", "seconds");
    score(out, "sgd", sgd);
    score(out, "running mean", mean);
  }

  private static void list(PrintStream out, String label, List<String> names) {
    StringBuilder line = new StringBuilder();
    String before = label + " ".repeat(10 - label.length());
    for (String name : names) {
      if (line.length() + name.length() > 64) {
        out.printf("  %s%s%n", before, line);
        line.setLength(0);
        before = " ".repeat(10);
      }
      line.append(line.length() == 0 ? "" : "  ").append(name);
    }
    out.printf("  %s%s%n", before, line);
  }

  private static void score(PrintStream out, String name, StreamReport report) {
    double seconds = report.took().toMillis() / 1e3;
    out.printf(
        Locale.ROOT,
        "  %-14s%10.3s%10.3s%10.2f%n",
        name,
        report.scores().rmse(),
        report.scores().r2(),
        seconds);
  }
}
