package org.bandsaw.examples;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.bandsaw.Pipeline;
import org.bandsaw.bench.NbaSalary;
import org.bandsaw.data.Figure;
import org.bandsaw.learn.Learners;
import org.bandsaw.learn.Scores;
import org.bandsaw.report.BatchReport;
import org.bandsaw.report.StreamReport;
import org.bandsaw.source.Source;

/**
 * How a feature that leaks the target flatters the score. Predicts the salaries of basketball
 * players in three ways: with the recipe as published, which leaks; without leaks as a batch; and
 * without leaks as a stream, which predicts each player before it learns the salary.
 */
public final class ExampleNbaSalary {

  private ExampleNbaSalary() {}

  /** Runs on the bundled file, or on the file given by {@code -Dinput=FILE}. */
  public static void main(String[] args) {
    String input = System.getProperty("input", "");
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    print(input.isEmpty() ? Players.bundled() : NbaSalary.players(Path.of(input)), out);
  }

  static void print(Source players, PrintStream out) {
    Pipeline leakFree = NbaSalary.leakFree();
    Pipeline mean = leakFree.toBuilder().learn(NbaSalary.TARGET, Learners.mean()).build();
    BatchReport published = NbaSalary.asPublished().on(players).runBatch();
    BatchReport batch = leakFree.on(players).runBatch();
    StreamReport stream = leakFree.on(players).runStreaming();
    StreamReport baseline = mean.on(players).runStreaming();

    out.printf("Salaries of players: %s%n%n", players.name());
    out.printf(
        "  rows      %d read, %d committed, %d not learned%n",
        stream.rows().read(), stream.rows().committed(), stream.skippedRows());
    out.printf("  cells     %d invalid, set to missing%n", stream.cellsSetMissing());
    List<String> numeric = stream.features().stream().filter(name -> !name.contains("__")).toList();
    out.printf(
        "  features  %s,%n            and %d one-hot columns%n",
        String.join(", ", numeric), stream.features().size() - numeric.size());
    out.printf("%n  %-34s%8s%10s%8s%10s%n", "", "scored", "RMSE $M", "R²", "seconds");
    score(out, "as published, with leaks: batch", published.test(), published.took().toMillis());
    score(out, "without leaks: batch", batch.test(), batch.took().toMillis());
    score(out, "without leaks: stream", stream.scores(), stream.took().toMillis());
    score(out, "running mean: stream", baseline.scores(), baseline.took().toMillis());
    out.printf("%n  A batch learns from the first 80 %% of the rows and is scored on the rest.%n");
    out.printf("  A stream predicts each row, then learns from it.%n");
  }

  private static void score(PrintStream out, String name, Scores scores, long millis) {
    out.printf(
        Locale.ROOT,
        "  %-34s%8d%10.2s%8.3s%10.2f%n",
        name,
        scores.rows(),
        millions(scores.rmse()),
        scores.r2(),
        millis / 1e3);
  }

  private static Figure millions(Figure dollars) {
    return dollars.isKnown() ? Figure.known(dollars.value() / 1e6) : dollars;
  }
}
