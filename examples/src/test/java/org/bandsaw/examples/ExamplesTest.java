package org.bandsaw.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bandsaw.Pipeline;
import org.bandsaw.bench.NbaSalary;
import org.bandsaw.data.BadDataException;
import org.bandsaw.data.Schema;
import org.bandsaw.report.BatchReport;
import org.bandsaw.report.StreamReport;
import org.bandsaw.stage.Stages;
import org.bandsaw.testkit.SourceContract;
import org.bandsaw.trained.TrainedModel;
import org.bandsaw.trained.TrainedPipeline;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class ExamplesTest {

  private static String printed(Consumer<PrintStream> program) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    program.accept(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static Path bundledFile(Path folder) throws IOException {
    Path file = folder.resolve("players.csv");
    try (InputStream in = Players.class.getResourceAsStream("players.csv")) {
      Files.copy(Objects.requireNonNull(in), file);
    }
    return file;
  }

  @Nested
  class NbaSalaries {

    @Test
    void areScoredWithAndWithoutLeaks() {
      String text = printed(out -> ExampleNbaSalary.print(Players.bundled(), out));

      assertThat(text.lines()).hasSizeBetween(10, 24).allMatch(line -> line.length() <= 80);
      assertThat(text)
          .contains("440 read, 440 committed, 0 not learned", "experience", "salary_roll_mean")
          .containsPattern("as published, with leaks: batch +88 +[0-9.]+ +[0-9.]+ ")
          .containsPattern("without leaks: batch +88 +[0-9.]+ +-?[0-9.]+ ")
          .containsPattern("without leaks: stream +440 +[0-9.]+ +-?[0-9.]+ ")
          .containsPattern("running mean: stream +440 ");
    }

    @Test
    void arePredictedTooWellByLeakingFeatures() {
      BatchReport published = NbaSalary.asPublished().on(Players.bundled()).runBatch();
      BatchReport leakFree = NbaSalary.leakFree().on(Players.bundled()).runBatch();

      assertThat(published.rmse().value()).isLessThan(leakFree.rmse().value());
      assertThat(leakFree.cellsSetMissing()).isPositive();
    }
  }

  @Nested
  class FirstPipeline {

    private static final Path README = Path.of("..", "README.md");
    private static final Path EXAMPLE =
        Path.of("src/main/java/org/bandsaw/examples/ExampleFirstPipeline.java");

    @Test
    void isTheProgramInTheReadme() throws IOException {
      String program =
          between(Files.readString(EXAMPLE), "// readme: begin\n", "    // readme: end");

      assertThat(between(Files.readString(README), "```java\n", "```"))
          .isEqualTo(program.stripTrailing().stripIndent() + "\n");
    }

    @Test
    void printsTheOutputInTheReadme(@TempDir Path folder) throws IOException {
      Path file = bundledFile(folder);

      assertThat(printed(out -> ExampleFirstPipeline.run(file, out)))
          .isEqualTo(between(Files.readString(README), "```text\n", "```"));
    }
  }

  private static String between(String text, String begin, String end) {
    int from = text.indexOf(begin) + begin.length();
    return text.substring(from, text.indexOf(end, from));
  }

  @Nested
  class TelemetryExample {

    private static final Path DOCUMENT = Path.of("..", "docs", "telemetry.md");
    private static final Path EXAMPLE =
        Path.of("src/main/java/org/bandsaw/examples/ExampleTelemetry.java");

    @Test
    void measuresARun() {
      StreamReport report = ExampleTelemetry.run(Players.bundled());

      assertThat(report.telemetry().orElseThrow().metric("heap_used").max().value()).isPositive();
      assertThat(report.toString()).contains("telemetry");
    }

    @Test
    void measuresOtherCode(@TempDir Path folder) {
      Path file = folder.resolve("series.csv");
      String text =
          printed(
              out ->
                  ExampleTelemetry.measure(
                      () -> ExampleTelemetry.run(Players.bundled()), file, out));

      assertThat(text).containsPattern("resident memory grew by (-?[0-9]|n/a)");
      assertThat(file).content().startsWith("t_s,cpu_process,cpu_run,cpu_system,");
    }

    @Test
    void isTheProgramInTheDocument() throws IOException {
      String program =
          between(Files.readString(EXAMPLE), "// document: begin\n", "    // document: end");

      assertThat(Files.readString(DOCUMENT))
          .contains("```java\n" + program.stripTrailing().stripIndent() + "\n```");
    }
  }

  @Test
  void theOwnStageLimitsValues() {
    ExampleOwnStage.Clamp clamp = new ExampleOwnStage.Clamp("rating", 70, 90);
    Table ratings = Pipeline.of(clamp, Stages.select("rating")).on(Players.bundled()).collect();

    assertThat(ratings.doubleColumn("rating").min()).isEqualTo(70);
    assertThat(ratings.doubleColumn("rating").max()).isEqualTo(90);
    assertThat(ExampleOwnStage.run(Players.bundled()).features()).containsExactly("rating");
  }

  @Nested
  class OwnSource {

    /** Milliseconds are 5, plus 1 per 1000 bytes, plus 20 for a search. */
    private static String line(int row) {
      boolean search = row % 3 == 1;
      int bytes = row * 37 % 9 * 1_000;
      double millis = 5 + bytes / 1_000.0 + (search ? 20 : 0);
      return row % 10 == 9
          ? "page=/start millis=" + millis
          : "bytes=" + bytes + " page=" + (search ? "/search" : "/start") + " millis=" + millis;
    }

    private static Path log(Path folder, int rows) throws IOException {
      return Files.write(
          folder.resolve("pages.log"), IntStream.range(0, rows).mapToObj(OwnSource::line).toList());
    }

    @Test
    void readsALogFile(@TempDir Path folder) throws IOException {
      StreamReport report = ExampleOwnSource.run(log(folder, 900));

      assertThat(report.rows().committed()).isEqualTo(900);
      assertThat(report.features()).containsExactly("bytes", "page__/start", "page__/search");
      assertThat(report.scores().r2().value()).isGreaterThan(0.9);
    }

    @Test
    void keepsTheSourceContract(@TempDir Path folder) throws IOException {
      SourceContract.of(new ExampleOwnSource.LogFile(log(folder, 250))).check();
    }

    @Test
    void namesTheLineOfAnInvalidNumber(@TempDir Path folder) throws IOException {
      Path file =
          Files.writeString(folder.resolve("bad.log"), line(0) + "\npage=/start bytes=many\n");

      assertThatThrownBy(() -> ExampleOwnSource.run(file))
          .isInstanceOf(BadDataException.class)
          .hasMessageContaining("bad.log:2, row 1, column 'bytes': 'many' is not a number");
    }
  }

  @Test
  void scoresAChampionAndItsChallengers() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    TrainedPipeline trained =
        ExampleChampionAndChallenger.run(
            Players.bundled(), new PrintStream(out, true, StandardCharsets.UTF_8));

    assertThat(trained.models())
        .extracting(TrainedModel::name)
        .containsExactly("scaled-sgd", "trees", "mean");
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .hasSize(3)
        .allMatch(line -> line.endsWith("over 440 rows"));
    assertThat(trained.predict(ExampleSaveAndServe.firstPlayers()).columnNames())
        .endsWith("prediction", "prediction_trees", "prediction_mean");
  }

  @Test
  void aSavedPipelinePredictsRowsWithoutTheTarget(@TempDir Path folder) {
    Path file = folder.resolve("players.bandsaw");

    ExampleSaveAndServe.train(Players.bundled(), file);
    Table first = ExampleSaveAndServe.firstPlayers();
    Table predicted = ExampleSaveAndServe.serve(file, first);

    assertThat(predicted.columnNames()).last().isEqualTo("prediction");
    assertThat(predicted.rowCount()).isEqualTo(5);
    // ratings 80, 69, 85, 72, 91: a higher rating, a higher prediction
    assertThat(predicted.doubleColumn("prediction").get(4))
        .isGreaterThan(predicted.doubleColumn("prediction").get(1));
  }

  @Test
  void tablesAreStreamedAndPulled() {
    double highest = ExampleStreamOfTables.highestSalary(Players.bundled());
    StreamReport report = ExampleStreamOfTables.untilSalary(Players.bundled(), highest);

    assertThat(highest).isCloseTo(35e6, within(15e6));
    assertThat(report.rows().read())
        .isEqualTo(report.rows().committed() + report.rows().filtered());
    assertThat(report.rows().filteredByStage()).containsOnlyKeys("dropMissing(team)");
    assertThat(Schema.of(ExampleSaveAndServe.firstPlayers()).contains("salary")).isFalse();
  }
}
