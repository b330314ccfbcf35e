package org.bandsaw;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.bandsaw.budget.BudgetOutcome;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.budget.MemoryBudget;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.probe.ContainerReading;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.ResourceReading;
import org.bandsaw.report.StreamReport;
import org.bandsaw.testkit.ManualTicker;
import org.junit.jupiter.api.Test;

/** The memory that is observed during a run. */
class MemoryMonitorTest {

  private static final long MIB = 1L << 20;

  private final ManualTicker time = ManualTicker.start();
  private long heapLive = 20 * MIB;
  private long containerUsed;
  private long containerFullFromRow = Long.MAX_VALUE;
  private int readings;

  private final ResourceProbe machine =
      new ResourceProbe() {
        @Override
        public ResourceReading read() {
          readings++;
          OptionalLong none = OptionalLong.empty();
          return new ResourceReading(
              heapLive,
              1_000 * MIB,
              none,
              OptionalLong.of(heapLive + readings), // a collection before each sample
              OptionalLong.of(3 * MIB),
              none,
              none,
              none,
              2,
              none,
              none,
              none,
              new ContainerReading(
                  OptionalLong.of(containerUsed),
                  OptionalLong.of(1_000 * MIB),
                  OptionalDouble.empty()));
        }

        @Override
        public OptionalLong threadAllocatedBytes() {
          return OptionalLong.of(0);
        }

        @Override
        public OptionalLong peakResidentBytes() {
          return OptionalLong.empty();
        }
      };

  /** Commits take 0.1 s each. */
  private StreamReport run(int rows, ChunkPolicy policy, List<RunEvent.Resized> resized) {
    return Pipeline.of()
        .on(Trips.source(rows))
        .memory(MemoryBudget.ofMebibytes(64))
        .chunks(policy)
        .probe(machine)
        .time(time, time)
        .listener(
            event -> {
              if (event instanceof RunEvent.Committed committed) {
                time.advance(Duration.ofMillis(100));
                heapLive += committed.firstRow() == 5_000 ? 200 * MIB : 0;
                containerUsed = committed.firstRow() >= containerFullFromRow ? 970 * MIB : 0;
              }
            })
        .listener(RunEvent.Resized.class, resized::add)
        .runStreaming();
  }

  @Test
  void takesAtMostFourSamplesASecondAndNoneInTheFirstTwoSeconds() {
    run(2_000, ChunkPolicy.fixed(100), new ArrayList<>());
    assertThat(readings).as("20 commits in the first 2 s").isZero();

    run(6_000, ChunkPolicy.fixed(100), new ArrayList<>());
    // of 60 commits, 0.1 s apart, 40 are later than 2 s: one sample per three of them
    assertThat(readings).isBetween(12, 14);
  }

  @Test
  void unaccountedMemoryIsReported() {
    StreamReport report = run(8_000, ChunkPolicy.fixed(100), new ArrayList<>());

    // 20 MiB were live from the start, 200 MiB were added
    assertThat(report.memory().observedPeakMebibytes().value()).isBetween(200.0, 200.5);
    assertThat(report.memory().directPeakMebibytes().value()).isEqualTo(3);
    assertThat(report.memory().outcome())
        .isInstanceOfSatisfying(
            BudgetOutcome.Degraded.class,
            degraded -> assertThat(degraded.reason()).contains("the heap grew by 200"));
  }

  @Test
  void anAlmostFullContainerMakesChunksSmallerAndDoesNotFailTheRun() {
    List<RunEvent.Resized> resized = new ArrayList<>();
    containerFullFromRow = 10_000;

    StreamReport report = run(20_000, ChunkPolicy.adaptive(400).maxRows(500), resized);

    assertThat(report.rows().committed()).isEqualTo(20_000);
    assertThat(resized)
        .anySatisfy(
            event -> {
              assertThat(event.rows()).isLessThan(event.rowsBefore());
              assertThat(event.describe()).contains("low on memory", "container 97 % full");
            });
  }
}
