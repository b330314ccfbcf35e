package org.bandsaw.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bandsaw.trained.TrainedPipeline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamCommandTest {

  @TempDir private Path folder;

  private CommandResult stream(Object... more) {
    Path trips = CommandResult.trips(folder, 300);
    Object[] args = new Object[5 + more.length];
    System.arraycopy(new Object[] {"stream", "--input", trips, "--target", "fare"}, 0, args, 0, 5);
    System.arraycopy(more, 0, args, 5, more.length);
    return CommandResult.run(args);
  }

  @Test
  void printsTheScoresAsText() {
    CommandResult done = stream();

    assertThat(done.exitCode()).isZero();
    assertThat(done.out()).contains("300 read = 300 committed", "RMSE");
    assertThat(done.err())
        .isEqualTo("dropped columns: note (text with more than 20 values), day (DATE)\n");
  }

  @Test
  void measuresTelemetryAndEnergyIfRequested() throws IOException {
    JsonNode json = new ObjectMapper().readTree(stream("--json", "--telemetry", "--energy").out());
    JsonNode plain = new ObjectMapper().readTree(stream("--json").out());

    assertThat(json.at("/telemetry/samples").asInt()).isPositive();
    assertThat(json.at("/telemetry/metrics/resident_memory/unit").asText()).isEqualTo("bytes");
    assertThat(json.at("/energy/kind").asText()).isIn("measured", "unavailable");
    assertThat(json.at("/energy").has("joules_per_1000_rows")).isTrue();
    assertThat(plain.has("telemetry")).isFalse();
    assertThat(plain.has("energy")).isFalse();
    assertThat(json.get("rmse")).isEqualTo(plain.get("rmse"));
  }

  @Test
  void printsTheReportAsJson() throws IOException {
    CommandResult done = stream("--json", "--chunk-size", 128);

    assertThat(done.exitCode()).isZero();
    JsonNode json = new ObjectMapper().readTree(done.out());
    assertThat(json.fieldNames())
        .toIterable()
        .contains("rows", "features", "rmse", "mae", "r2", "chunks", "stage_s", "peak_memory_mb");
    assertThat(json.at("/rows/read").asLong()).isEqualTo(300);
    assertThat(json.at("/rows/committed").asLong()).isEqualTo(300);
    assertThat(json.at("/rows/filtered").asLong()).isZero();
    assertThat(json.at("/rows/quarantined").asLong()).isZero();
    // distance, zone__city, zone__airport, zone__other, paid
    assertThat(json.get("features").asInt()).isEqualTo(5);
    assertThat(json.get("rmse").isDouble()).isTrue();
    assertThat(json.get("r2").asDouble()).isLessThan(1);
    assertThat(json.get("chunks")).hasSize(3); // 128 + 128 + 44
    assertThat(json.at("/chunks/2/rows").asInt()).isEqualTo(44);
    assertThat(json.at("/chunks/2/latency_s").isDouble()).isTrue();
    assertThat(json.get("stage_s").has("oneHot(zone)")).isTrue();
    assertThat(json.get("dropped_columns")).hasSize(2);
  }

  @Test
  void writesItsDecisions() throws IOException {
    Path file = folder.resolve("reports/decisions.jsonl");

    CommandResult done = stream("--decisions", file);

    assertThat(done.exitCode()).isZero();
    List<String> lines = Files.readAllLines(file);
    ObjectMapper json = new ObjectMapper();
    assertThat(json.readTree(lines.get(0)).get("message").asText())
        .startsWith("job 'stream' started on ");
    assertThat(json.readTree(lines.get(lines.size() - 1)).get("message").asText())
        .isEqualTo("SOURCE_ENDED after 300 rows");
  }

  @Test
  void refusesToWriteDecisionsOverItsInput() {
    Path trips = CommandResult.trips(folder, 10);

    CommandResult done =
        CommandResult.run("stream", "--input", trips, "--target", "fare", "--decisions", trips);

    assertThat(done.exitCode()).isEqualTo(2);
    assertThat(done.err()).contains("--decisions and --input are the same file");
    assertThat(trips).isNotEmptyFile();
  }

  @Test
  void anUnknownFigureIsNullWithItsReason() throws IOException {
    Path one = CommandResult.write(folder.resolve("one.csv"), "a,b\n1,2\n");

    CommandResult done = CommandResult.run("stream", "--input", one, "--target", "b", "--json");

    JsonNode json = new ObjectMapper().readTree(done.out());
    assertThat(json.get("r2").isNull()).isTrue();
    assertThat(json.get("r2_reason").asText()).isNotEmpty();
  }

  @Test
  void isMoreAccurateThanTheMean() throws IOException {
    Path trips = CommandResult.trips(folder, 4_000);

    double sgd = rmse(trips, "sgd");
    double mean = rmse(trips, "mean");

    assertThat(sgd).isLessThan(0.8 * mean);
  }

  private static double rmse(Path trips, String learner) throws IOException {
    CommandResult done =
        CommandResult.run(
            "stream", "--input", trips, "--target", "fare", "--learner", learner, "--json");
    return new ObjectMapper().readTree(done.out()).get("rmse").asDouble();
  }

  @Test
  void theOutputHasPredictionsAndDoesNotDependOnTheChunkSize() throws IOException {
    Path out1 = folder.resolve("1.csv");
    Path out7 = folder.resolve("7.csv");
    Path adaptive = folder.resolve("adaptive.csv");

    assertThat(stream("--output", out1, "--chunk-size", 1).exitCode()).isZero();
    assertThat(stream("--output", out7, "--chunk-size", 7).exitCode()).isZero();
    assertThat(stream("--output", adaptive).exitCode()).isZero();

    List<String> lines = Files.readAllLines(out1);
    assertThat(lines).hasSize(301);
    assertThat(lines.get(0))
        .isEqualTo("distance,paid,fare,zone__city,zone__airport,zone__other,prediction");
    assertThat(out7).hasSameBinaryContentAs(out1);
    assertThat(adaptive).hasSameBinaryContentAs(out1);
  }

  @Test
  void savesAModelThatCanBeLoaded() {
    Path model = folder.resolve("trips.bandsaw");

    assertThat(stream("--save-model", model, "--seed", 5).exitCode()).isZero();

    TrainedPipeline trained = TrainedPipeline.load(model);
    assertThat(trained.target()).contains("fare");
    assertThat(trained.definition().seed()).isEqualTo(5);
  }

  @Test
  void suggestsTheNearestName() {
    assertThat(stream("--recipe", "auto2"))
        .isEqualTo(
            new CommandResult(
                2, "", "bandsaw: there is no recipe 'auto2'; did you mean 'auto'?\n"));
    assertThat(stream("--learner", "sdg"))
        .isEqualTo(
            new CommandResult(2, "", "bandsaw: there is no learner 'sdg'; did you mean 'sgd'?\n"));
    CommandResult target =
        CommandResult.run("stream", "--input", CommandResult.trips(folder, 3), "--target", "fares");
    assertThat(target)
        .isEqualTo(
            new CommandResult(
                3, "", "bandsaw: there is no column 'fares'; did you mean 'fare'?\n"));
  }

  @Test
  void aTargetOfTextIsBadInput() {
    CommandResult done =
        CommandResult.run("stream", "--input", CommandResult.trips(folder, 3), "--target", "zone");

    assertThat(done.exitCode()).isEqualTo(3);
    assertThat(done.err()).contains("target 'zone' of trips.csv is STRING").hasLineCount(1);
  }

  @Test
  void aMissingFileIsBadInput() {
    CommandResult done =
        CommandResult.run("stream", "--input", folder.resolve("no.csv"), "--target", "fare");

    assertThat(done.exitCode()).isEqualTo(3);
    assertThat(done.err()).startsWith("bandsaw: ").contains("no.csv").hasLineCount(1);
  }

  @Test
  void namesABrokenLine() {
    Path file = CommandResult.write(folder.resolve("broken.csv"), "a,b\n1,2\n3\n");

    CommandResult done = CommandResult.run("stream", "--input", file, "--target", "b");

    assertThat(done.exitCode()).isEqualTo(3);
    assertThat(done.err()).contains("broken.csv:3").hasLineCount(1);
  }

  @Test
  void refusesToWriteOverItsInput() throws IOException {
    Path trips = CommandResult.trips(folder, 3);
    byte[] before = Files.readAllBytes(trips);

    CommandResult done =
        CommandResult.run("stream", "--input", trips, "--target", "fare", "--output", trips);

    assertThat(done.exitCode()).isEqualTo(2);
    assertThat(done.err()).contains("--output and --input are the same file");
    assertThat(trips).hasBinaryContent(before);
  }

  @Test
  void printsOneLineForWrongUsage() {
    assertThat(stream("--chunk-size", "many").exitCode()).isEqualTo(2);
    assertThat(stream("--chunk-size", "many").err()).hasLineCount(1);
    assertThat(stream("--chunk-size", 0).exitCode()).isEqualTo(2);
    assertThat(CommandResult.run("stream").exitCode()).isEqualTo(2);
    assertThat(CommandResult.run("stream").err()).contains("--input").hasLineCount(1);
    assertThat(CommandResult.run("stream", "--input", CommandResult.trips(folder, 3)))
        .isEqualTo(
            new CommandResult(
                2, "", "bandsaw: recipe 'auto' has no default target; give --target\n"));
  }

  @Test
  void printsTheStackTraceWithDebugOnly() {
    Path none = folder.resolve("no.csv");

    CommandResult plain = CommandResult.run("stream", "--input", none, "--target", "fare");
    CommandResult debug =
        CommandResult.run("stream", "--input", none, "--target", "fare", "--debug");

    assertThat(plain.err()).doesNotContain("\tat ");
    assertThat(debug.err()).startsWith(plain.err()).contains("\tat org.bandsaw");
    assertThat(debug.exitCode()).isEqualTo(3);
  }

  @Test
  void reportsTheOutcomesOfBudgets() throws IOException {
    CommandResult done =
        stream(
            "--json", "--memory-mb", 8, "--compute-share", 1, "--threads", 2, "--chunk-size", 64);

    assertThat(done.exitCode()).isZero();
    JsonNode json = new ObjectMapper().readTree(done.out());
    assertThat(json.at("/memory/budget_mb").asDouble()).isEqualTo(8);
    assertThat(json.at("/memory/outcome").asText()).isEqualTo("within");
    assertThat(json.at("/memory/accounted_peak_mb").asDouble()).isBetween(0.01, 8.0);
    assertThat(json.at("/compute/outcome").asText()).isEqualTo("within");
    assertThat(new ObjectMapper().readTree(stream("--json").out()).at("/compute/outcome").asText())
        .isEqualTo("notset");
  }

  @Test
  void refusesInvalidBudgets() {
    assertThat(stream("--memory-mb", 0).exitCode()).isEqualTo(2);
    assertThat(stream("--memory-mb", 0).err()).contains("--memory-mb must be 1 or above, not 0");
    assertThat(stream("--compute-share", 1.5).exitCode()).isEqualTo(2);
    assertThat(stream("--compute-share", 1.5).err()).contains("--compute-share: a share of", "1.5");
    assertThat(stream("--threads", 0).exitCode()).isEqualTo(2);
    assertThat(stream("--threads", 0).err()).contains("--threads: ");
  }
}
