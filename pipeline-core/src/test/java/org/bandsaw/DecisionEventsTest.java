package org.bandsaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.bandsaw.budget.BudgetExceededException;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.budget.MemoryBudget;
import org.bandsaw.observe.DecisionLog;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.report.StreamReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The decisions of a run, as its listeners and its decision log receive them. */
class DecisionEventsTest {

  private static final long KIB = 1L << 10;

  private static final ChunkPolicy REFUSING =
      ChunkPolicy.adaptive(100).maxRetries(8).onOverBudget(ChunkPolicy.OnOverBudget.REFUSE);

  @TempDir Path folder;

  private Job job(SimulatedCostProbe machine, int rows, LongUnaryOperator bytes) {
    machine.withTimes(Duration.ofMillis(1), 10_000).withAllocation(64 * KIB, bytes);
    return Pipeline.of(machine.stage())
        .on(Trips.source(rows))
        .name("nightly")
        .memory(MemoryBudget.ofMebibytes(8))
        .chunks(ChunkPolicy.adaptive(1_000))
        .probe(machine)
        .time(machine.time, machine.time);
  }

  private static List<String> texts(Path file) throws IOException {
    List<String> texts = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      try (JsonParser json = new JsonFactory().createParser(line)) {
        while (json.nextToken() != JsonToken.END_OBJECT) {
          if ("message".equals(json.currentName())
              && json.currentToken() == JsonToken.VALUE_STRING) {
            texts.add(json.getText());
          }
        }
      }
    }
    return texts;
  }

  /** Rows of 4 KiB, of 100 KiB from row 1 500, and of 4 KiB again from row 2 000. */
  private static long heavyInTheMiddle(long row) {
    return row < 1_500 || row >= 2_000 ? 4 * KIB : 100 * KIB;
  }

  @Test
  void aDecisionLogDescribesTheRun() throws IOException {
    Path file = folder.resolve("decisions.jsonl");
    SimulatedCostProbe machine = new SimulatedCostProbe();

    StreamReport report;
    try (DecisionLog log = DecisionLog.to(file, machine.time)) {
      report =
          job(machine, 8_000, DecisionEventsTest::heavyInTheMiddle).listener(log).runStreaming();
    }

    assertThat(texts(file))
        .containsExactly(
            "job 'nightly' started on rows with 3 columns, memory budget 8 MiB, first chunk 100 rows",
            "chunk 1: size doubled to 200 rows because there is headroom (0.5 of 8 MiB needed)",
            "chunk 2: size doubled to 400 rows because there is headroom (0.9 of 8 MiB needed)",
            "chunk 3: size doubled to 800 rows because there is headroom (1.7 of 8 MiB needed)",
            "chunk 4: size doubled to 1600 rows because there is headroom (3.3 of 8 MiB needed)",
            "chunk 5: 1600 rows from row 1500 needed 53.3 of 8 MiB; rolled back and split (attempt 1)",
            "chunk 5: 800 rows from row 1500 needed 50.2 of 8 MiB; rolled back and split (attempt 2)",
            "chunk 5: 400 rows from row 1500 needed 39.2 of 8 MiB; rolled back and split (attempt 3)",
            "chunk 5: 200 rows from row 1500 needed 19.7 of 8 MiB and were accepted",
            "chunk 5: 200 rows from row 1700 needed 19.7 of 8 MiB and were accepted",
            "chunk 5: 400 rows from row 1900 needed 11.1 of 8 MiB and were accepted",
            "chunk 5: size reduced from 1600 to 64 rows because it exceeded the budget (53.3 of 8 MiB needed)",
            "chunk 6: size increased from 64 to 800 rows because there is headroom (0.4 of 8 MiB needed)",
            "chunk 7: size doubled to 1600 rows because there is headroom (3.3 of 8 MiB needed)",
            "chunk 8: size increased from 1600 to 1679 rows because there is headroom (6.4 of 8 MiB needed)",
            "SOURCE_ENDED after 8000 rows");
    assertThat(report.decisions())
        .extracting(RunEvent::describe)
        .containsExactlyElementsOf(texts(file));
  }

  /** Only changes of size are published, and the published sizes are those of the chunks read. */
  @Test
  void everyChangeOfChunkSizeIsPublished() {
    List<RunEvent.Resized> changes = new ArrayList<>();
    List<Integer> expected = new ArrayList<>();
    StreamReport report =
        job(new SimulatedCostProbe(), 60_000, row -> 4 * KIB)
            .listener(RunEvent.Resized.class, changes::add)
            .runStreaming();

    expected.add(100);
    int next = 0;
    for (StreamReport.ChunkRecord chunk : report.chunks().records()) {
      if (next < changes.size() && changes.get(next).chunk() == chunk.chunk()) {
        assertThat(changes.get(next).rowsBefore()).isEqualTo(chunk.rowsIn());
        assertThat(changes.get(next).rows()).isNotEqualTo(chunk.rowsIn());
        expected.add(changes.get(next).rows());
        next++;
      } else {
        expected.add(expected.get(expected.size() - 1));
      }
    }
    assertThat(changes).isNotEmpty().hasSizeLessThan(10);
    assertThat(report.chunks().records().subList(0, expected.size() - 2))
        .extracting(StreamReport.ChunkRecord::rowsIn)
        .containsExactlyElementsOf(expected.subList(0, expected.size() - 2));
  }

  @Test
  void aTargetLatencyIsAReasonToResize() {
    List<RunEvent.Resized> changes = new ArrayList<>();
    // 1 ms and 10 µs for each row: 100 rows take 2 ms, 200 rows 3 ms
    job(new SimulatedCostProbe(), 2_000, row -> KIB)
        .chunks(ChunkPolicy.adaptive(1_000).targetLatency(Duration.ofMillis(1)))
        .listener(RunEvent.Resized.class, changes::add)
        .runStreaming();

    assertThat(changes.get(0).cause()).isEqualTo("it took 2.0 ms and should take 1.0");
    assertThat(changes.get(0).rows()).isLessThan(100);
  }

  @Test
  void theReportOfALongRunContainsEachKthDecision() {
    List<RunEvent> overruns = new ArrayList<>();
    StreamReport report =
        Pipeline.of(new SimulatedCostProbe().stage())
            .on(Trips.source(2_200))
            .memory(MemoryBudget.ofMebibytes(1))
            .chunks(ChunkPolicy.fixed(1))
            .probe(org.bandsaw.testkit.FakeProbe.overBudgetAt(attempt -> true))
            .listener(RunEvent.Overrun.class, overruns::add)
            .runStreaming();

    assertThat(overruns).hasSize(2_200);
    assertThat(report.decisions()).hasSizeBetween(1_000, 2_000);
    assertThat(report.decisions().get(0)).isInstanceOf(RunEvent.Started.class);
    assertThat(report.decisions().get(1)).isEqualTo(overruns.get(1));
    assertThat(report.notes()).contains("this report contains one in 2 decisions");
  }

  @Test
  void theLogOfAFailedRunEndsWithTheFailure() throws IOException {
    Path file = folder.resolve("decisions.jsonl");
    SimulatedCostProbe machine = new SimulatedCostProbe();
    // row 300 alone takes 9 of 8 MiB
    Job job = job(machine, 1_000, row -> row == 300 ? 9 * KIB * KIB : 4 * KIB).chunks(REFUSING);

    try (DecisionLog log = DecisionLog.to(file, machine.time)) {
      assertThatThrownBy(job.listener(log)::runStreaming)
          .isInstanceOf(BudgetExceededException.class)
          .hasMessageStartingWith("chunk 5 (rows 300-300")
          .hasMessageContaining(
              "; the memory budget is 8388608. Of these: the rows as read 72, the attempt 9502720, ")
          .satisfies(
              problem -> {
                BudgetExceededException over = (BudgetExceededException) problem;
                // 9 MiB for the row and 64 KiB for the attempt
                assertThat(over.breakdown())
                    .containsEntry("the attempt", 9 * KIB * KIB + 64 * KIB)
                    .containsKeys("the reader", "stages", "learners", "sinks", "waiting parts");
                long sum = over.breakdown().values().stream().mapToLong(Long::longValue).sum();
                assertThat(sum).isBetween(over.neededBytes() - 64, over.neededBytes() + 64);
              });
    }

    assertThat(texts(file))
        .startsWith(
            "job 'nightly' started on rows with 3 columns, memory budget 8 MiB, first chunk 16 rows")
        .endsWith(
            "chunk 5: 1 row from row 300 needed 9.1 of 8 MiB and was refused",
            "FAILED after 300 rows");
  }
}
