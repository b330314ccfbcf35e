package org.bandsaw.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BudgetCommandTest {

  @ParameterizedTest
  @EnumSource(BudgetShape.class)
  void runsEachShapeWithinItsBudget(BudgetShape shape) throws IOException {
    CommandResult done =
        CommandResult.run(
            "workload", "budget", "--shape", shape.name(), "--memory-mb", 48, "--rows", 60);

    assertThat(done.exitCode()).as(done.err()).isZero();
    JsonNode json = new ObjectMapper().readTree(done.out());
    assertThat(json.get("rows").asLong()).isEqualTo(60);
    assertThat(json.get("overruns").asLong()).isZero();
    assertThat(json.at("/memory/accounted_peak_mb").asDouble()).isBetween(1e-4, 48.0);
    assertThat(json.at("/memory/outcome").asText()).isEqualTo("within");
    assertThat(json.has("live_peak_mb")).isFalse(); // not measured without --heap-samples
  }

  @Test
  void exitsWithFourIfARowDoesNotFit() {
    // a mebibyte of text in a row, as bytes and as a string
    CommandResult done =
        CommandResult.run(
            "workload", "budget", "--shape", "large_rows", "--memory-mb", 2, "--rows", 4);

    assertThat(done.exitCode()).isEqualTo(4);
    assertThat(done.err()).contains("needs", "the memory budget is 2097152");
  }

  @Test
  void suggestsTheNearestShape() {
    assertThat(CommandResult.run("workload", "budget", "--shape", "narow", "--memory-mb", 8))
        .isEqualTo(
            new CommandResult(
                2, "", "bandsaw: there is no shape 'narow'; did you mean 'narrow'?\n"));
    assertThat(CommandResult.run("workload").exitCode()).isEqualTo(2);
  }
}
