package org.bandsaw;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.budget.MemoryBudget;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.report.StreamReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetLatencyTest {

  private static final long KIB = 1L << 10;

  private static List<StreamReport.ChunkRecord> run(
      SimulatedCostProbe machine, int rows, int mebibytes, ChunkPolicy policy) {
    return Pipeline.of(machine.stage())
        .on(Trips.source(rows))
        .memory(MemoryBudget.ofMebibytes(mebibytes))
        .chunks(policy)
        .probe(machine)
        .time(machine.time, machine.time)
        .runStreaming()
        .chunks()
        .records();
  }

  private static double medianMillis(List<StreamReport.ChunkRecord> chunks) {
    long[] nanos = chunks.stream().mapToLong(chunk -> chunk.took().toNanos()).sorted().toArray();
    return nanos[nanos.length / 2] / 1e6;
  }

  /** The time of an attempt and of a row in µs, and the target in ms. */
  @ParameterizedTest
  @CsvSource({
    "    0,  10,  20", // 2 000 rows
    " 2000,  20,  50", // 2 400
    "15000,  10,  30", // 1 500, with half of the time spent before the first row
    "    0, 500,  10", // 20
    "  100,   3,   5", // 1 633
    "    0, 900, 100" // 111
  })
  void theMedianChunkTakesAboutTheTargetLatency(long attempt, long row, long target) {
    SimulatedCostProbe machine =
        new SimulatedCostProbe()
            .withTimes(Duration.ofNanos(attempt * 1_000), row * 1_000)
            .withJitter(0.1);

    List<StreamReport.ChunkRecord> chunks =
        run(
            machine,
            60_000,
            1_024,
            ChunkPolicy.adaptive(1_000).targetLatency(Duration.ofMillis(target)));

    assertThat(medianMillis(chunks)).isBetween(0.8 * target, 1.2 * target);
    // from the tenth chunk on only the last one is far off
    assertThat(chunks.subList(10, chunks.size() - 1))
        .allSatisfy(
            chunk ->
                assertThat(chunk.took().toNanos() / 1e6).isBetween(0.75 * target, 1.25 * target));
  }

  @Test
  void theMemoryBudgetTakesPrecedence() {
    SimulatedCostProbe machine =
        new SimulatedCostProbe()
            .withTimes(Duration.ZERO, 10_000)
            .withAllocation(0, row -> 32 * KIB);

    List<StreamReport.ChunkRecord> chunks =
        run(machine, 20_000, 16, ChunkPolicy.adaptive(1_000).targetLatency(Duration.ofMillis(20)));

    // 2 000 rows would take 20 ms; 16 MiB are sufficient for 512 rows
    assertThat(chunks.subList(10, chunks.size() - 1))
        .allSatisfy(
            chunk -> {
              assertThat(chunk.rowsIn()).isBetween(384, 512);
              assertThat(chunk.allocatedBytes()).isLessThanOrEqualTo(16 * KIB * KIB);
            });
  }

  @Test
  void theMaximumRowsOfThePolicyTakePrecedence() {
    List<StreamReport.ChunkRecord> chunks =
        run(
            new SimulatedCostProbe().withTimes(Duration.ZERO, 1_000),
            20_000,
            1_024,
            ChunkPolicy.adaptive(500).maxRows(600).targetLatency(Duration.ofSeconds(1)));

    assertThat(chunks).extracting(StreamReport.ChunkRecord::rowsIn).contains(600);
    assertThat(chunks).allMatch(chunk -> chunk.rowsIn() <= 600);
  }

  @Test
  void chunksBecomeSmallerWhenTheMachineSlowsDown() {
    SimulatedCostProbe machine = new SimulatedCostProbe().withTimes(Duration.ZERO, 10_000);
    int[] rows = new int[1];

    List<StreamReport.ChunkRecord> chunks =
        Pipeline.of(machine.stage())
            .on(Trips.source(60_000))
            .memory(MemoryBudget.ofMebibytes(1_024))
            .chunks(ChunkPolicy.adaptive(1_000).targetLatency(Duration.ofMillis(20)))
            .probe(machine)
            .time(machine.time, machine.time)
            .listener(
                RunEvent.Committed.class,
                chunk -> {
                  rows[0] += chunk.rowsIn();
                  machine.withTimes(Duration.ZERO, rows[0] < 30_000 ? 10_000 : 40_000);
                })
            .runStreaming()
            .chunks()
            .records();

    assertThat(chunks.get(chunks.size() - 2).rowsIn()).isEqualTo(500);
    // one chunk was too slow; the next ones follow
    assertThat(chunks).filteredOn(chunk -> chunk.took().toMillis() > 25).hasSize(1);
  }

  @Test
  void withoutATargetChunkSizesDoNotDependOnTime() {
    List<StreamReport.ChunkRecord> slow =
        run(
            new SimulatedCostProbe().withTimes(Duration.ofSeconds(1), 100_000_000),
            20_000,
            1_024,
            ChunkPolicy.adaptive(1_000));
    List<StreamReport.ChunkRecord> fast =
        run(new SimulatedCostProbe(), 20_000, 1_024, ChunkPolicy.adaptive(1_000));

    assertThat(slow)
        .extracting(StreamReport.ChunkRecord::rowsIn)
        .isEqualTo(fast.stream().map(StreamReport.ChunkRecord::rowsIn).toList());
  }
}
