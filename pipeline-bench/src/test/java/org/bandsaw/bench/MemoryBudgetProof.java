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
 * Checks from outside that memory budgets hold: twelve workloads under four budgets and two
 * collectors, each in a separate virtual machine with {@code -Xmx} = 1.25 × budget + 48 MiB. The
 * live heap at random rows, less the live heap before the run, is at most 1.10 × the budget, no run
 * runs out of memory, and each has the outcome of {@link BudgetPage#expected}.
 *
 * <p>Not part of the regular tests: {@code mvn -Pproof -pl pipeline-bench -am test} takes about 20
 * minutes on an idle machine. Each run is a line of {@code target/proof/memory-budget.jsonl}; with
 * {@code -Dproof.record} these lines replace {@code docs/budgets.jsonl}, and {@code
 * docs/budgets.md} is written from them.
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
  void prepare() throws IOException, InterruptedException {
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
  void eachWorkloadHasTheExpectedOutcomeUnderEachBudget() throws IOException, InterruptedException {
    SoftAssertions all = new SoftAssertions();
    for (String collector : COLLECTORS) {
      Map<Integer, Integer> fastWithin = new HashMap<>();
      for (BudgetShape shape : BudgetShape.values()) {
        ObjectNode unbudgeted = record("unbudgeted", new BudgetCell(shape, null, collector).run());
        double rate = unbudgeted.get("rows_per_s").asDouble();
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
            fastWithin.merge(budget, 1, Integer::sum);
          }
        }
      }
      for (int budget : BudgetPage.BUDGETS) {
        if (budget >= 64) {
          all.assertThat(fastWithin.getOrDefault(budget, 0))
              .as("workloads within %d MiB at half the speed or more, %s", budget, collector)
              .isGreaterThanOrEqualTo(9);
        }
      }
    }
    all.assertAll();
  }

  @Test
  void liveDataOfAHostApplicationDoesNotChangeChunks() throws IOException, InterruptedException {
    for (String collector : COLLECTORS) {
      BudgetCell cell = new BudgetCell(BudgetShape.wide_text, 64, collector);
      long rows = BudgetShape.wide_text.defaultRows();
      ObjectNode alone = record("alone", cell.run(rows, 0, 0));
      ObjectNode withHost = record("beside a host", cell.run(rows, 0, HOST_MEBIBYTES));

      assertThat(withHost.get("foreign_mb").asInt()).isEqualTo(HOST_MEBIBYTES);
      assertThat(BudgetCell.outcome(withHost)).isEqualTo("within");
      assertThat(withHost.get("chunk_sizes")).as(collector).isEqualTo(alone.get("chunk_sizes"));
    }
  }

  @Test
  void theHeapDoesNotGrowInALongRun() throws IOException, InterruptedException {
    BudgetCell cell = new BudgetCell(BudgetShape.narrow, 64, "Serial");
    ObjectNode line = record("long run", cell.run(LONG_RUN_ROWS, LONG_RUN_HEAP_SAMPLES, 0));

    assertThat(line.get("live_mb_at_row").size()).isGreaterThan(30);
    double growth = BudgetPage.grownMebibytes(line);
    assertThat(Math.abs(growth)).as("MiB over the last 80 %% of the rows").isLessThan(0.64);
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
