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
 * How well can a player's salary be told from what is known before it, and how well does it seem to
 * be told when features know it already? Runs one recipe three ways: as it was published, which
 * leaks; without leaks over the same rows; and without leaks as a stream, in which every player is
 * predicted before being learned.
 */
public final class ExampleNbaSalary {

  private ExampleNbaSalary() {}

  /** Runs on the carried file, or on the one that {@code -Dinput=FILE} names. */
  public static void main(String[] args) {
    String input = System.getProperty("input", "");
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    print(input.isEmpty() ? Players.bundled() : NbaSalary.players(Path.of(input)), out);
  }

  static void print(Source players, PrintStream out) {
    Pipeline honest = NbaSalary.leakFree();
    Pipeline mean = honest.toBuilder().learn(NbaSalary.TARGET, Learners.mean()).build();
    BatchReport published = NbaSalary.asPublished().on(players).runBatch();
    BatchReport batch = honest.on(players).runBatch();
    StreamReport stream = honest.on(players).runStreaming();
    StreamReport guess = mean.on(players).runStreaming();

    out.printf("Salaries of players: %s%n%n", players.name());
    out.printf(
        "  rows      %d read, %d committed, %d not learned%n",
        stream.rows().read(), stream.rows().committed(), stream.skippedRows());
    out.printf("  cells     %d did not fit and are missing%n", stream.cellsSetMissing());
    List<String> numbers = stream.features().stream().filter(name -> !name.contains("__")).toList();
    out.printf(
        "  features  %s,%n            and %d that are 0 or 1%n",
        String.join(", ", numbers), stream.features().size() - numbers.size());
    out.printf("%n  %-34s%8s%10s%8s%10s%n", "", "scored", "RMSE $M", "R²", "seconds");
    score(out, "as published, which leaks: batch", published.test(), published.took().toMillis());
    score(out, "from earlier rows only: batch", batch.test(), batch.took().toMillis());
    score(out, "from earlier rows only: stream", stream.scores(), stream.took().toMillis());
    score(out, "running mean: stream", guess.scores(), guess.took().toMillis());
    out.printf("%n  A batch learns from the first 80 %% and is scored on the rest.%n");
    out.printf("  A stream predicts each player first, and then learns.%n");
  }

  private static void score(PrintStream out, String way, Scores scores, long millis) {
    out.printf(
        Locale.ROOT,
        "  %-34s%8d%10.2s%8.3s%10.2f%n",
        way,
        scores.rows(),
        millions(scores.rmse()),
        scores.r2(),
        millis / 1e3);
  }

  private static Figure millions(Figure dollars) {
    return dollars.isKnown() ? Figure.known(dollars.value() / 1e6) : dollars;
  }
}
