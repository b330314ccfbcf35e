package org.bandsaw.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Shows from outside that a memory budget holds: twelve workloads under four budgets and two
 * collectors, each in a virtual machine of its own with {@code -Xmx} = 1.25 × budget + 48 MiB. What
 * is live at seeded rows, less what is live before the run, is at most 1.10 × the budget, no run
 * ends for want of memory, and each ends as {@link BudgetPage#expected} says.
 *
 * <p>Not a part of the usual tests: {@code mvn -Pproof -pl pipeline-bench -am test}, some 20
 * minutes on a machine that is otherwise idle. Every run is a line of {@code
 * target/proof/memory-budget.jsonl}; with {@code -Dproof.record} these lines become {@code
 * docs/budgets.jsonl}, and {@code docs/budgets.md} is written from them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MemoryBudgetProof {

  private static final Path LINES = Path.of("target", "proof", "memory-budget.jsonl");
  private static final List<String> COLLECTORS = List.of("Serial", "G1");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long LONG_RUN_ROWS = 100_000_000;
  private static final int LONG_RUN_HEAP_SAMPLES = 60;
  private static final int HOST_MEBIBYTES = 500;

  private String commit = "";

  @BeforeAll
  void begin() throws IOException, InterruptedException {
    Files.createDirectories(LINES.getParent());
    Files.deleteIfExists(LINES);
    Process git = new ProcessBuilder("git", "describe", "--always", "--dirty").start();
    commit = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    git.waitFor();
  }

  private ObjectNode record(String proof, ObjectNode line) throws IOException {
    line.put("proof", proof);
    line.put("commit", commit);
    line.put("java", Runtime.version().toString());
    Files.writeString(
        LINES,
        JSON.writeValueAsString(line) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    return line;
  }

  @Test
  void eachWorkloadEndsAsExpectedUnderEachBudget() throws IOException, InterruptedException {
    SoftAssertions all = new SoftAssertions();
    for (String collector : COLLECTORS) {
      Map<Integer, Integer> good = new HashMap<>();
      for (BudgetShape shape : BudgetShape.values()) {
        ObjectNode free = record("unbudgeted", new BudgetCell(shape, null, collector).run());
        double rate = free.get("rows_per_s").asDouble();
        for (int budget : BudgetPage.BUDGETS) {
          ObjectNode line = record("cell", new BudgetCell(shape, budget, collector).run());
          String cell = shape + " " + budget + " " + collector + ": " + line;
          all.assertThat(BudgetPage.expected(shape, budget))
              .as(cell)
              .contains(BudgetCell.outcome(line));
          all.assertThat(line.get("out_of_memory").asBoolean()).as(cell).isFalse();
          if (line.has("live_peak_mb")) {
            all.assertThat(line.get("live_peak_mb").asDouble())
                .as(cell)
                .isLessThanOrEqualTo(1.1 * budget);
          }
          boolean fast = line.path("rows_per_s").asDouble() >= rate / 2;
          if (BudgetCell.outcome(line).equals("within") && fast) {
            good.merge(budget, 1, Integer::sum);
          }
        }
      }
      for (int budget : BudgetPage.BUDGETS) {
        if (budget >= 64) {
          all.assertThat(good.getOrDefault(budget, 0))
              .as("workloads within %d MiB at half the speed or more, %s", budget, collector)
              .isGreaterThanOrEqualTo(9);
        }
      }
    }
    all.assertAll();
  }

  @Test
  void aHostApplicationWithMuchLiveDataChangesNoChunk() throws IOException, InterruptedException {
    for (String collector : COLLECTORS) {
      BudgetCell cell = new BudgetCell(BudgetShape.wide_text, 64, collector);
      long rows = BudgetShape.wide_text.defaultRows();
      ObjectNode alone = record("alone", cell.run(rows, 0, 0));
      ObjectNode beside = record("beside a host", cell.run(rows, 0, HOST_MEBIBYTES));

      assertThat(beside.get("foreign_mb").asInt()).isEqualTo(HOST_MEBIBYTES);
      assertThat(BudgetCell.outcome(beside)).isEqualTo("within");
      assertThat(beside.get("chunk_sizes")).as(collector).isEqualTo(alone.get("chunk_sizes"));
    }
  }

  @Test
  void theHeapDoesNotGrowInALongRun() throws IOException, InterruptedException {
    BudgetCell cell = new BudgetCell(BudgetShape.narrow, 64, "Serial");
    ObjectNode line = record("long run", cell.run(LONG_RUN_ROWS, LONG_RUN_HEAP_SAMPLES, 0));

    assertThat(line.get("live_mb_at_row").size()).isGreaterThan(30);
    double grown = BudgetPage.grownMebibytes(line);
    assertThat(Math.abs(grown)).as("MiB over the last 80 %% of the rows").isLessThan(0.64);
  }

  @AfterAll
  void writeThePage() throws IOException {
    if (Boolean.getBoolean("proof.record")) {
      Path docs = Path.of("..", "docs");
      Files.copy(LINES, docs.resolve("budgets.jsonl"), StandardCopyOption.REPLACE_EXISTING);
      Files.writeString(docs.resolve("budgets.md"), BudgetPage.of(BudgetPage.read(LINES)));
    }
  }
}
