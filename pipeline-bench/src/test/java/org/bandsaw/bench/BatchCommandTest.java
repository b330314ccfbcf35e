package org.bandsaw.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bandsaw.learn.Learner;
import org.bandsaw.learn.OnlineLearner;
import org.bandsaw.learn.Task;
import org.bandsaw.trained.TrainedPipeline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BatchCommandTest {

  @TempDir private Path folder;

  private CommandResult run(String command, Object... more) {
    Path trips = CommandResult.trips(folder, 300);
    Object[] args = new Object[5 + more.length];
    System.arraycopy(new Object[] {command, "--input", trips, "--target", "fare"}, 0, args, 0, 5);
    System.arraycopy(more, 0, args, 5, more.length);
    return CommandResult.run(args);
  }

  private CommandResult batch(Object... more) {
    return run("batch", more);
  }

  private static JsonNode json(CommandResult done) throws IOException {
    assertThat(done.exitCode()).as(done.err()).isZero();
    return new ObjectMapper().readTree(done.out());
  }

  @Test
  void printsTheScoresOnHeldOutRows() {
    CommandResult done = batch();

    assertThat(done.exitCode()).isZero();
    assertThat(done.out())
        .contains(
            "300 read = 240 trained on + 60 held out", "least-squares, held out: RMSE", "sgd");
    assertThat(done.err())
        .isEqualTo("dropped columns: note (text with more than 20 values), day (DATE)\n");
  }

  @Test
  void printsTheReportAsJson() throws IOException {
    JsonNode json = json(batch("--json", "--hold-out", 0.5, "--learner", "ridge,mean"));

    assertThat(json.get("mode").asText()).isEqualTo("batch");
    assertThat(json.at("/rows/training").asInt()).isEqualTo(150);
    assertThat(json.at("/rows/held_out").asInt()).isEqualTo(150);
    assertThat(json.get("scored_rows").asInt()).isEqualTo(150);
    assertThat(json.get("leaking").asBoolean()).isFalse();
    assertThat(json.get("r2").asDouble()).isGreaterThan(0.9); // a fare is linear in the distance
    assertThat(json.at("/learners/0/name").asText()).isEqualTo("ridge");
    assertThat(json.at("/learners/0/train/r2").isDouble()).isTrue();
    assertThat(json.at("/learners/1/name").asText()).isEqualTo("mean");
    assertThat(json.at("/learners/1/r2").asDouble()).isLessThan(0.1);
    assertThat(json.fieldNames())
        .toIterable()
        .contains("latency_s", "throughput_rows_s", "peak_memory_mb", "memory", "mae");
    assertThat(json.at("/memory/accounted_peak_mb").asDouble()).isPositive();
    assertThat(json.get("stage_s").has("fit ridge")).isTrue();
  }

  @Test
  void writesAllRowsAndSavesTheModel() throws IOException {
    Path csv = folder.resolve("out.csv");
    Path model = folder.resolve("trips.bandsaw");

    CommandResult done =
        batch("--output", csv, "--save-model", model, "--learner", "tree,least-squares");

    assertThat(done.exitCode()).as(done.err()).isZero();
    assertThat(Files.readAllLines(csv)).hasSize(301);
    assertThat(Files.readAllLines(csv).get(0)).endsWith("prediction,prediction_least-squares");
    TrainedPipeline trained = TrainedPipeline.load(model);
    assertThat(trained.models()).extracting("name").containsExactly("tree", "least-squares");
    assertThat(trained.rows()).isEqualTo(300);
  }

  @Test
  void refusesInvalidOptions() {
    assertThat(batch("--hold-out", 1))
        .isEqualTo(
            new CommandResult(2, "", "bandsaw: --hold-out must be above 0 and below 1, not 1.0\n"));
    assertThat(batch("--output", folder.resolve("trips.csv")).exitCode()).isEqualTo(2);
    assertThat(batch("--learner", "rige"))
        .isEqualTo(
            new CommandResult(
                2, "", "bandsaw: there is no learner 'rige'; did you mean 'ridge'?\n"));
    assertThat(run("stream", "--learner", "ridge"))
        .isEqualTo(
            new CommandResult(
                2,
                "",
                "bandsaw: learner 'ridge' needs all rows at once. Use 'bandsaw batch', or choose"
                    + " refit-ridge\n"));
  }

  static Stream<Learner> learners() {
    return NamedLearners.all().stream();
  }

  @ParameterizedTest
  @MethodSource("learners")
  void acceptsEachNamedLearner(Learner learner) throws IOException {
    boolean classifies = learner.task().kind() == Task.Kind.BINARY_CLASSIFICATION;
    Path file = classifies ? yesOrNo() : CommandResult.trips(folder, 300);
    String target = classifies ? "yes" : "fare";
    List<String> commands =
        learner instanceof OnlineLearner ? List.of("batch", "stream") : List.of("batch");
    for (String command : commands) {
      JsonNode json =
          json(
              CommandResult.run(
                  command,
                  "--input",
                  file,
                  "--target",
                  target,
                  "--json",
                  "--learner",
                  learner.name()));
      assertThat(json.at("/learners/0/name").asText()).isEqualTo(learner.name());
      assertThat(json.get("learners")).hasSize(1);
      assertThat(json.get("rmse").isDouble()).isTrue();
      assertThat(json.has("roc_auc")).isEqualTo(classifies);
    }
  }

  /** Writes a file whose target is whether a number is above 5. */
  private Path yesOrNo() {
    StringBuilder text = new StringBuilder("x,yes\n");
    for (int i = 0; i < 300; i++) {
      text.append(i % 11).append(',').append(i % 11 > 5 ? 1 : 0).append('\n');
    }
    return CommandResult.write(folder.resolve("yes.csv"), text.toString());
  }
}
