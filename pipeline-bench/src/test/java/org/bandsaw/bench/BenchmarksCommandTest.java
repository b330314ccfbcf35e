package org.bandsaw.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class BenchmarksCommandTest {

  @TempDir private Path folder;

  @Test
  void keepsRowsThatAreNotMeasuredAgain() throws IOException {
    Path file = folder.resolve("benchmarks.md");
    BenchmarkPage first = BenchmarkPage.read(file);
    first.putRow("ours", "how", "1.00", "1.00", "60", "5", "2024-01-01", "here");
    first.putRow("peer", "how", "2.00", "2.00", "90", "5", "2024-01-01", "here");
    first.putGoal("ours against peer", "ours / peer", "≤ 1.00 ×", "0.50 ×", "yes", "2024-01-01");
    Files.writeString(file, first.toString().replace("## Rows", "Written by hand.\n\n## Rows"));

    BenchmarkPage second = BenchmarkPage.read(file);
    second.putRow("ours", "how", "0.90", "0.90", "60", "5", "2025-01-01", "here");
    String text = second.toString();

    assertThat(text.lines())
        .containsOnlyOnce(
            "| ours | how | 0.90 | 0.90 | 60 | 5 | 2025-01-01 | here |",
            "| peer | how | 2.00 | 2.00 | 90 | 5 | 2024-01-01 | here |",
            "| ours against peer | ours / peer | ≤ 1.00 × | 0.50 × | yes | 2024-01-01 |",
            "Written by hand.")
        .noneMatch(line -> line.contains("| ours | how | 1.00"));
    assertThat(text).isEqualTo(BenchmarkPage.read(Files.writeString(file, text)).toString());
  }

  @Test
  void evaluatesAGoalIfBothRowsAreMeasured() {
    Goal goal = Goal.ALL.get(0); // at most 1.6 times W1Causal
    ProcessCost causal = new ProcessCost(2, 1.0, 50);

    assertThat(goal.evaluate(Map.of(goal.row(), causal))).isEmpty();
    assertThat(isMet(goal, causal, 1.6)).isTrue();
    assertThat(isMet(goal, causal, 1.7)).isFalse();
    Goal speedup =
        Goal.ALL.stream()
            .filter(each -> each.description().equals("against pandas expert"))
            .findFirst()
            .orElseThrow(); // at least 3 times
    assertThat(isMet(speedup, new ProcessCost(8, 6.0, 140), 2.0)).isTrue();
    assertThat(isMet(speedup, new ProcessCost(8, 5.9, 140), 2.0)).isFalse();
  }

  @Test
  void eachGoalOfW1AlsoAppliesUnderAMemoryBudget() {
    List<Goal> plain =
        Goal.ALL.stream().filter(goal -> goal.baseline() != null && isPlainW1(goal.row())).toList();
    List<Goal> bounded =
        Goal.ALL.stream()
            .filter(goal -> goal.description().endsWith(", budget of 256 MiB"))
            .toList();

    assertThat(plain).hasSizeGreaterThan(5);
    assertThat(bounded).hasSameSizeAs(plain);
    for (int i = 0; i < plain.size(); i++) {
      assertThat(bounded.get(i).row())
          .isEqualTo(plain.get(i).row().replace(",", " --memory-mb 256,"));
      assertThat(bounded.get(i).baseline()).isEqualTo(plain.get(i).baseline());
      assertThat(bounded.get(i).threshold()).isEqualTo(plain.get(i).threshold());
    }
  }

  private static boolean isPlainW1(String row) {
    return row.startsWith("bandsaw w1")
        && !row.contains("--memory-mb")
        && !row.contains("--repeat");
  }

  @Test
  void comparesTwoThreadsByWallTime() {
    Goal two =
        Goal.ALL.stream()
            .filter(goal -> goal.row().contains("--threads 2"))
            .findFirst()
            .orElseThrow();
    Map<String, ProcessCost> just =
        Map.of(two.row(), new ProcessCost(4, 9, 60), Goal.W1_WARM, new ProcessCost(5, 5, 60));
    Map<String, ProcessCost> slower =
        Map.of(two.row(), new ProcessCost(4.1, 1, 60), Goal.W1_WARM, new ProcessCost(5, 5, 60));

    assertThat(two.evaluate(just).orElseThrow().isMet()).isTrue();
    assertThat(two.evaluate(just).orElseThrow().measuredText()).isEqualTo("0.80 ×");
    assertThat(two.evaluate(slower).orElseThrow().isMet()).isFalse();
  }

  private static boolean isMet(Goal goal, ProcessCost theirs, double ourProcessorSeconds) {
    String against = goal.baseline();
    assertThat(against).isNotNull();
    return goal.evaluate(
            Map.of(
                goal.row(),
                new ProcessCost(1, ourProcessorSeconds, 60),
                against == null ? "" : against,
                theirs))
        .orElseThrow()
        .isMet();
  }

  @Test
  void takesTheMedianOfEachValue() {
    ProcessCost median =
        ProcessCost.median(
            List.of(new ProcessCost(1, 9, 5), new ProcessCost(3, 8, 5), new ProcessCost(2, 4, 8)));

    assertThat(median).isEqualTo(new ProcessCost(2, 8, 5));
    assertThat(
            ProcessCost.median(List.of(new ProcessCost(1, 1, 1), new ProcessCost(2, 2, 2)))
                .wallSeconds())
        .isCloseTo(1.5, within(1e-12));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void measuresAProcessFromOutside() throws IOException, InterruptedException {
    ProcessCost cost =
        MeasuredProcess.run("loop", "for ((i = 0; i < 100000; i++)); do :; done; sleep 0.05");

    assertThat(cost.wallSeconds()).isGreaterThanOrEqualTo(0.05);
    assertThat(cost.processorSeconds()).isBetween(0.001, cost.wallSeconds() + 0.1);
  }

  @Test
  void refusesInvalidOptions() {
    Path data = folder.resolve("w1.csv");

    assertThat(CommandResult.run("benchmarks").exitCode()).isEqualTo(2);
    assertThat(CommandResult.run("benchmarks", "--data", data, "--runs", 0).exitCode())
        .isEqualTo(2);
    CommandResult described = CommandResult.run("benchmarks", "--data", data, "--describe", "x=y");
    assertThat(described.exitCode()).isEqualTo(2);
    assertThat(described.err()).contains("--describe x has no --peer").hasLineCount(1);
    Path page = CommandResult.write(folder.resolve("other.md"), "# Something else\n");
    assertThat(CommandResult.run("benchmarks", "--data", data, "--write", page).exitCode())
        .isEqualTo(2);
  }
}
