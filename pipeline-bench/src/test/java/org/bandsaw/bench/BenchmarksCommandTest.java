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
  void rowsThatAreNotMeasuredAgainKeepTheirDate() throws IOException {
    Path file = folder.resolve("benchmarks.md");
    BenchmarkPage first = BenchmarkPage.read(file);
    first.row("ours", "how", "1.00", "1.00", "60", "5", "2024-01-01", "here");
    first.row("peer", "how", "2.00", "2.00", "90", "5", "2024-01-01", "here");
    first.bar("ours against peer", "ours / peer", "≤ 1.00 ×", "0.50 ×", "yes", "2024-01-01");
    Files.writeString(file, first.toString().replace("## Rows", "Said by hand.\n\n## Rows"));

    BenchmarkPage second = BenchmarkPage.read(file);
    second.row("ours", "how", "0.90", "0.90", "60", "5", "2025-01-01", "here");
    String text = second.toString();

    assertThat(text.lines())
        .containsOnlyOnce(
            "| ours | how | 0.90 | 0.90 | 60 | 5 | 2025-01-01 | here |",
            "| peer | how | 2.00 | 2.00 | 90 | 5 | 2024-01-01 | here |",
            "| ours against peer | ours / peer | ≤ 1.00 × | 0.50 × | yes | 2024-01-01 |",
            "Said by hand.")
        .noneMatch(line -> line.contains("| ours | how | 1.00"));
    assertThat(text).isEqualTo(BenchmarkPage.read(Files.writeString(file, text)).toString());
  }

  @Test
  void aBarIsJudgedWhenBothRowsAreThere() {
    Goal goal = Goal.ALL.get(0); // at most 1.8 times W1Causal
    Measured causal = new Measured(2, 1.0, 50);

    assertThat(goal.judge(Map.of(goal.of(), causal))).isEmpty();
    assertThat(judged(goal, causal, 1.8)).isTrue();
    assertThat(judged(goal, causal, 1.9)).isFalse();
    Goal less =
        Goal.ALL.stream()
            .filter(each -> each.what().equals("against pandas expert"))
            .findFirst()
            .orElseThrow(); // 3 times less
    assertThat(judged(less, new Measured(8, 6.0, 140), 2.0)).isTrue();
    assertThat(judged(less, new Measured(8, 5.9, 140), 2.0)).isFalse();
  }

  @Test
  void everyBarOfW1IsHeldUnderAMemoryBudgetToo() {
    List<Goal> plain =
        Goal.ALL.stream().filter(goal -> goal.against() != null && isPlainW1(goal.of())).toList();
    List<Goal> bounded =
        Goal.ALL.stream().filter(goal -> goal.what().endsWith(", budget of 256 MiB")).toList();

    assertThat(plain).hasSizeGreaterThan(5);
    assertThat(bounded).hasSameSizeAs(plain);
    for (int i = 0; i < plain.size(); i++) {
      assertThat(bounded.get(i).of())
          .isEqualTo(plain.get(i).of().replace(",", " --memory-mb 256,"));
      assertThat(bounded.get(i).against()).isEqualTo(plain.get(i).against());
      assertThat(bounded.get(i).bar()).isEqualTo(plain.get(i).bar());
    }
  }

  private static boolean isPlainW1(String row) {
    return row.startsWith("bandsaw w1")
        && !row.contains("--memory-mb")
        && !row.contains("--repeat");
  }

  @Test
  void twoThreadsAreJudgedByTheClockOnTheWall() {
    Goal two =
        Goal.ALL.stream()
            .filter(goal -> goal.of().contains("--threads 2"))
            .findFirst()
            .orElseThrow();
    Map<String, Measured> just =
        Map.of(two.of(), new Measured(4, 9, 60), Goal.W1_WARM, new Measured(5, 5, 60));
    Map<String, Measured> slower =
        Map.of(two.of(), new Measured(4.1, 1, 60), Goal.W1_WARM, new Measured(5, 5, 60));

    assertThat(two.judge(just).orElseThrow().met()).isTrue();
    assertThat(two.judge(just).orElseThrow().foundText()).isEqualTo("0.80 ×");
    assertThat(two.judge(slower).orElseThrow().met()).isFalse();
  }

  private static boolean judged(Goal goal, Measured theirs, double ourProcessorSeconds) {
    String against = goal.against();
    assertThat(against).isNotNull();
    return goal.judge(
            Map.of(
                goal.of(),
                new Measured(1, ourProcessorSeconds, 60),
                against == null ? "" : against,
                theirs))
        .orElseThrow()
        .met();
  }

  @Test
  void theMedianIsTakenOfEachFigure() {
    Measured median =
        Measured.median(
            List.of(new Measured(1, 9, 5), new Measured(3, 8, 5), new Measured(2, 4, 8)));

    assertThat(median).isEqualTo(new Measured(2, 8, 5));
    assertThat(Measured.median(List.of(new Measured(1, 1, 1), new Measured(2, 2, 2))).wallSeconds())
        .isCloseTo(1.5, within(1e-12));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aProcessIsMeasuredFromOutside() throws IOException, InterruptedException {
    Measured cost =
        MeasuredProcess.run("loop", "for ((i = 0; i < 100000; i++)); do :; done; sleep 0.05");

    assertThat(cost.wallSeconds()).isGreaterThanOrEqualTo(0.05);
    assertThat(cost.processorSeconds()).isBetween(0.001, cost.wallSeconds() + 0.1);
  }

  @Test
  void refusesWhatDoesNotGoTogether() {
    Path data = folder.resolve("w1.csv");

    assertThat(Commands.run("benchmarks").exitCode()).isEqualTo(2);
    assertThat(Commands.run("benchmarks", "--data", data, "--runs", 0).exitCode()).isEqualTo(2);
    Commands described = Commands.run("benchmarks", "--data", data, "--describe", "x=y");
    assertThat(described.exitCode()).isEqualTo(2);
    assertThat(described.err()).contains("--describe x has no --peer").hasLineCount(1);
    Path page = Commands.write(folder.resolve("other.md"), "# Something else\n");
    assertThat(Commands.run("benchmarks", "--data", data, "--write", page).exitCode()).isEqualTo(2);
  }
}
