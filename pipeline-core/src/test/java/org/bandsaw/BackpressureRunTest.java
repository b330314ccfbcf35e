package org.bandsaw;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.bandsaw.budget.Backpressure;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.budget.MemoryBudget;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.ResourceReading;
import org.bandsaw.report.StreamReport;
import org.bandsaw.source.ChunkReader;
import org.bandsaw.source.QueueSource;
import org.bandsaw.source.ReadLimit;
import org.bandsaw.source.Source;
import org.bandsaw.source.Sources;
import org.bandsaw.stage.Stages;
import org.bandsaw.testkit.ManualTicker;
import org.junit.jupiter.api.Test;

/** Checks each strategy by the bytes that are read per second. */
class BackpressureRunTest {

  private static final int ROWS = 100_000;
  private static final int BYTES_PER_ROW = 100;
  private static final long MIB = 1L << 20;

  /** A run whose source returns a row of 100 bytes per microsecond of reading. */
  private static final class SimulatedDisk implements Source, ResourceProbe {

    final ManualTicker time = ManualTicker.start();
    final List<RunEvent.BackpressureChanged> changes = new ArrayList<>();
    private int rows = ROWS;
    private long nanosPerRow;
    private long bytesPerAttempt;
    private double queued;
    private long waited;
    private long read;
    private long allocated;
    private long readings;

    /** Runs and returns the bytes read per second. */
    double bytesPerSecond(Backpressure... strategies) {
      report(strategies);
      return read * 1e9 / time.nanoTime();
    }

    StreamReport report(Backpressure... strategies) {
      return Pipeline.of(
              Stages.filter(
                  "slow",
                  row -> {
                    time.advance(Duration.ofNanos(nanosPerRow));
                    return true;
                  }))
          .on(this)
          .memory(MemoryBudget.ofMebibytes(64))
          .chunks(ChunkPolicy.fixed(1_000))
          .backpressure(strategies)
          .probe(this)
          .time(
              time,
              pause -> {
                waited += pause.toNanos();
                time.sleep(pause);
              })
          .listener(RunEvent.BackpressureChanged.class, changes::add)
          .runStreaming();
    }

    @Override
    public String name() {
      return "disk";
    }

    @Override
    public ChunkReader open() {
      Chunk all = Trips.rows(rows);
      return new ChunkReader() {
        private int next;

        @Override
        public Schema schema() {
          return all.schema();
        }

        @Override
        public Optional<Chunk> next(ReadLimit limit) {
          int from = next;
          if (from == all.rowCount()) {
            return Optional.empty();
          }
          next = Math.min(all.rowCount(), from + limit.maxRows());
          time.advance(Duration.ofNanos(1_000L * (next - from)));
          read += (long) BYTES_PER_ROW * (next - from);
          return Optional.of(all.slice(from, next));
        }

        @Override
        public OptionalLong bytesRead() {
          return OptionalLong.of(read);
        }

        @Override
        public OptionalDouble queueFill() {
          return OptionalDouble.of(queued);
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public OptionalLong threadAllocatedBytes() {
      allocated += ++readings % 2 == 0 ? bytesPerAttempt : 0;
      return OptionalLong.of(allocated);
    }

    /** The thread is busy except while it waits. */
    @Override
    public ResourceReading read() {
      return new ResourceReading(
          0,
          Long.MAX_VALUE,
          OptionalLong.of(allocated),
          OptionalLong.of(time.nanoTime() - waited),
          OptionalLong.empty(),
          OptionalLong.empty());
    }
  }

  @Test
  void aRunWithoutBackpressureIsNotSlowed() {
    SimulatedDisk disk = new SimulatedDisk();

    // 100 bytes per microsecond
    assertThat(disk.bytesPerSecond()).isEqualTo(1e8);
    assertThat(disk.changes).isEmpty();
  }

  @Test
  void diskRateIsLimited() {
    assertThat(new SimulatedDisk().bytesPerSecond(Backpressure.diskRate(1e7)))
        .isBetween(0.85e7, 1e7);
  }

  @Test
  void networkRateIsLimited() {
    assertThat(new SimulatedDisk().bytesPerSecond(Backpressure.networkRate(3e7)))
        .isBetween(2.6e7, 3e7);
  }

  @Test
  void aRateThatIsNotReachedDoesNotSlowTheRun() {
    assertThat(new SimulatedDisk().bytesPerSecond(Backpressure.diskRate(2e8))).isEqualTo(1e8);
  }

  @Test
  void processorShareIsLimited() {
    SimulatedDisk disk = new SimulatedDisk();

    assertThat(disk.bytesPerSecond(Backpressure.processor(0.25))).isBetween(2.1e7, 2.5e7);
    double busy = disk.time.nanoTime() - disk.waited;
    assertThat(busy / disk.time.nanoTime()).isLessThan(0.25);
  }

  @Test
  void aFullQueueHalvesTheRate() {
    SimulatedDisk disk = new SimulatedDisk();
    disk.queued = 0.95;

    assertThat(disk.bytesPerSecond(Backpressure.queueDepth())).isBetween(4e7, 6e7);
  }

  @Test
  void lowMemoryHalvesTheRate() {
    SimulatedDisk disk = new SimulatedDisk();
    disk.bytesPerAttempt = 60 * MIB;

    assertThat(disk.bytesPerSecond(Backpressure.memory())).isBetween(4e7, 6e7);
  }

  @Test
  void lowThroughputSlowsReading() {
    SimulatedDisk disk = new SimulatedDisk();
    disk.rows = 10_000;
    disk.nanosPerRow = 20_000_000;

    // 50 rows per second; one second of pause per chunk of fewer and fewer rows
    StreamReport report = disk.report(Backpressure.throughput());

    double before = BYTES_PER_ROW * 50;
    assertThat(disk.read * 1e9 / disk.time.nanoTime()).isLessThan(0.8 * before);
    // 50 000 rows are halved down to 50: 25 000, …, 97, 50
    assertThat(disk.changes.get(disk.changes.size() - 1).rows()).isEqualTo(50);
    assertThat(report.chunks().backpressureChanges()).isEqualTo(disk.changes.size());
  }

  @Test
  void aCustomMetricSlowsReading() {
    Backpressure always = Backpressure.custom("heat", load -> OptionalDouble.of(1));
    SimulatedDisk disk = new SimulatedDisk();

    assertThat(disk.bytesPerSecond(always)).isBetween(4e7, 6e7);
    assertThat(disk.changes.get(0).describe())
        .isEqualTo(
            "backpressure by heat: at most 8000 rows per read (before: 10000), pause 1.0 ms");
  }

  @Test
  void theStrictestStrategyWins() {
    assertThat(
            new SimulatedDisk()
                .bytesPerSecond(
                    Backpressure.diskRate(5e7),
                    Backpressure.networkRate(1e7),
                    Backpressure.processor(0.5)))
        .isBetween(0.85e7, 1e7);
  }

  @Test
  void transitionsAreCountedAndChunksFollowTheLimit() {
    SimulatedDisk disk = new SimulatedDisk();

    StreamReport report = disk.report(Backpressure.diskRate(1e7));

    // 10 000 × 0.8, … down to 100, in 21 changes
    assertThat(disk.changes).hasSize(21);
    assertThat(report.chunks().backpressureChanges()).isEqualTo(21);
    assertThat(report.toString()).contains("          backpressure changed 21 times");
    assertThat(report.chunks().records().get(report.chunks().records().size() - 2).rowsIn())
        .isEqualTo(100);
    assertThat(report.rows().read()).isEqualTo(ROWS);
  }

  @Test
  void bytesOfACsvFileAreCounted() throws IOException {
    byte[] csv = "distance,fare\n1,3\n2,5\n".getBytes(StandardCharsets.UTF_8);
    try (ChunkReader reader = Sources.csv("trips", () -> new ByteArrayInputStream(csv)).open()) {
      while (reader.next(ReadLimit.ofRows(1)).isPresent()) {
        assertThat(reader.bytesRead().orElseThrow()).isPositive();
      }
      assertThat(reader.bytesRead()).hasValue(csv.length);
    }
  }

  @Test
  void aQueueSourceReportsItsFill() throws IOException {
    QueueSource queue = Sources.queue(Trips.SCHEMA, 4);
    try (ChunkReader reader = queue.open()) {
      assertThat(queue.offer(Trips.table(0, 2))).isTrue();
      assertThat(queue.offer(Trips.table(2, 4))).isTrue();
      assertThat(queue.offer(Trips.table(4, 6))).isTrue();
      assertThat(reader.queueFill()).hasValue(0.75);

      assertThat(reader.next(ReadLimit.ofRows(2))).isPresent();
      assertThat(reader.queueFill()).hasValue(0.5);
    }
  }
}
