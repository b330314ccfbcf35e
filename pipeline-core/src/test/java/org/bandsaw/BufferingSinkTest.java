package org.bandsaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bandsaw.budget.BudgetExceededException;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.budget.MemoryBudget;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;
import org.bandsaw.learn.Learners;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.report.StreamReport;
import org.bandsaw.sink.Sink;
import org.bandsaw.sink.SinkRun;
import org.bandsaw.stage.Stages;
import org.junit.jupiter.api.Test;

/** A run with a sink that buffers rows and writes them on its own thread. */
class BufferingSinkTest {

  private static final long KIB = 1L << 10;

  private final SimulatedCostProbe machine =
      new SimulatedCostProbe().withAllocation(0, row -> 836 * KIB);
  private final List<Duration> waits = new ArrayList<>();
  private final List<RunEvent> measures = new ArrayList<>();
  private long buffered;
  private long written;

  /** Retains one buffer per chunk. */
  private Sink buffering(long bytesEachChunk) {
    return new Sink() {
      @Override
      public String name() {
        return "buffering";
      }

      @Override
      public SinkRun open(Schema rows) {
        return new SinkRun() {
          @Override
          public void write(Chunk chunk) {
            buffered += bytesEachChunk;
            written += chunk.rowCount();
          }

          @Override
          public long rowsWritten() {
            return written;
          }

          @Override
          public long retainedBytes() {
            return buffered;
          }

          @Override
          public void close() {}
        };
      }
    };
  }

  /** One row takes 836 of 1 024 KiB, the library 64. */
  private Job job(Sink sink, long freedByWait) {
    return Pipeline.builder()
        .stage(machine.stage())
        .stage(Stages.rollingMean("distance", 3))
        .stage(Stages.oneHot("vendor"))
        .learn("fare", Learners.sgd())
        .build()
        .on(Trips.source(6))
        .memory(MemoryBudget.ofMebibytes(1))
        .chunks(ChunkPolicy.fixed(1))
        .probe(machine)
        .time(
            machine.time,
            time -> {
              waits.add(time);
              machine.time.advance(time);
              buffered = Math.max(0, buffered - freedByWait);
            })
        .sink(sink)
        .listener(
            event -> {
              if (event instanceof RunEvent.Paused || event instanceof RunEvent.Overrun) {
                measures.add(event);
              }
            });
  }

  @Test
  void aChunkWaitsUntilSinksHaveWritten() {
    StreamReport report = job(buffering(300 * KIB), 100 * KIB).runStreaming();

    // 1 200 of 1 024 KiB, 1 100, then 1 000: two waits before each row except the first; each time
    // 100 KiB remain, so that later rows wait three times
    assertThat(waits).hasSizeGreaterThanOrEqualTo(10).startsWith(Duration.ofMillis(50));
    assertThat(waits.get(1)).isEqualTo(Duration.ofMillis(100));
    assertThat(report.chunks().overruns()).isZero();
    assertThat(measures).hasSameSizeAs(waits).allMatch(event -> event instanceof RunEvent.Paused);
    assertThat(measures.get(0).describe())
        .startsWith("paused for 50.0 ms: chunk 2 (rows 1-1")
        .endsWith(" of 1048576 bytes needed, of which 307200 may be released");
    assertThat(report.decisions()).containsAll(measures);
    assertThat(report.chunks().records().get(1).attempt()).isEqualTo(3);
  }

  @Test
  void waitingDoesNotChangeResults() {
    StreamReport waiting = job(buffering(300 * KIB), 100 * KIB).runStreaming();
    assertThat(waits).isNotEmpty();
    StreamReport calm = job(buffering(0), 0).runStreaming();

    assertThat(waiting.trained()).isEqualTo(calm.trained());
    assertThat(waiting.scores()).isEqualTo(calm.scores());
    assertThat(waiting.rows()).isEqualTo(calm.rows());
    assertThat(written).isEqualTo(12);
  }

  @Test
  void aRowThatCannotFitWaitsOnceAndIsAcceptedOrRefused() {
    job(buffering(150 * KIB), 0).runStreaming();

    // rows 2 to 6 find 150 to 750 KiB in a sink that never writes
    assertThat(waits).hasSize(5).containsOnly(Duration.ofMillis(50));
    assertThat(measures).filteredOn(event -> event instanceof RunEvent.Overrun).hasSize(5);
  }

  @Test
  void aRefusalListsWhatMemoryIsNeededFor() {
    Job strict =
        job(buffering(150 * KIB), 0)
            .chunks(ChunkPolicy.fixed(1).onOverBudget(ChunkPolicy.OnOverBudget.REFUSE));

    assertThatThrownBy(strict::runStreaming)
        .isInstanceOfSatisfying(
            BudgetExceededException.class,
            over -> {
              assertThat(over.breakdown()).containsEntry("sinks", 150 * KIB);
              assertThat(over.breakdown()).containsEntry("the attempt", 836 * KIB);
              assertThat(over.breakdown().get("learners")).isPositive();
              assertThat(over.breakdown().get("stages")).isPositive();
            })
        .hasMessageContaining("Of these: the rows as read ")
        .hasMessageContaining("sinks 153600")
        .hasMessageEndingWith("Raise the budget, or let ChunkPolicy accept overruns");
    assertThat(waits).containsExactly(Duration.ofMillis(50));
  }
}
