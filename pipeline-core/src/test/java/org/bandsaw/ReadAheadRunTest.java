package org.bandsaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;
import org.bandsaw.learn.Learners;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.report.StreamReport;
import org.bandsaw.source.ChunkReader;
import org.bandsaw.source.ReadLimit;
import org.bandsaw.source.Source;
import org.bandsaw.source.SourceFailedException;
import org.bandsaw.stage.Stages;
import org.bandsaw.testkit.FakeProbe;
import org.bandsaw.testkit.TestSources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadAheadRunTest {

  private final BlockingQueue<Thread> readers = new LinkedBlockingQueue<>();
  private final List<String> calls = new ArrayList<>();

  /** Records the thread that reads, and fails on request. */
  private Source recording(Source source, String breaks) {
    return new Source() {
      @Override
      public String name() {
        return source.name();
      }

      @Override
      public ChunkReader open() throws java.io.IOException {
        ChunkReader reader = source.open();
        return new ChunkReader() {
          @Override
          public Schema schema() {
            return reader.schema();
          }

          @Override
          public Optional<Chunk> next(ReadLimit limit) throws java.io.IOException {
            readers.add(Thread.currentThread());
            if (breaks.equals("next")) {
              throw new UnsupportedOperationException("next");
            }
            return reader.next(limit);
          }

          @Override
          public void release(Chunk chunk) {
            if (breaks.equals("release")) {
              throw new UnsupportedOperationException("release");
            }
          }

          @Override
          public long retainedBytes() {
            if (breaks.equals("retainedBytes")) {
              throw new UnsupportedOperationException("retainedBytes");
            }
            return 0;
          }

          @Override
          public void close() throws java.io.IOException {
            calls.add("closed");
            reader.close();
          }
        };
      }
    };
  }

  private static Job job(Source source) {
    return Pipeline.builder()
        .stage(Stages.standardScale("distance"))
        .stage(Stages.oneHot("vendor"))
        .learn("fare", Learners.sgd())
        .build()
        .on(source)
        .name("ahead")
        .chunks(ChunkPolicy.fixed(7));
  }

  @Test
  void resultsAreTheSameAndTheThreadEnds() throws InterruptedException {
    StreamReport alone = job(Trips.source(500)).runStreaming();

    StreamReport ahead = job(recording(Trips.source(500), "")).parallelism(2).runStreaming();

    assertThat(ahead.trained()).isEqualTo(alone.trained());
    assertThat(ahead.scores()).isEqualTo(alone.scores());
    assertThat(ahead.rows()).isEqualTo(alone.rows());
    Thread reader = readers.take();
    assertThat(reader.getName()).isEqualTo("bandsaw-read-ahead");
    assertThat(readers).containsOnly(reader);
    assertThat(reader.isAlive()).isFalse();
    assertThat(calls).containsExactly("closed");
  }

  @Test
  void resultsAreTheSameAfterForcedSplits() {
    StreamReport alone = job(Trips.source(500)).runStreaming();

    StreamReport ahead =
        job(Trips.source(500))
            .parallelism(2)
            .probe(FakeProbe.overBudgetAt(attempt -> attempt % 5 == 0))
            .time(org.bandsaw.probe.Ticker.system(), duration -> {})
            .runStreaming();

    assertThat(ahead.chunks().splits()).isPositive();
    assertThat(ahead.trained()).isEqualTo(alone.trained());
    assertThat(ahead.scores()).isEqualTo(alone.scores());
  }

  @Test
  void aReadFailureIsRethrown() throws InterruptedException {
    Job job = job(recording(TestSources.failingAfter(Trips.source(50), 14), "")).parallelism(2);

    assertThatThrownBy(job::runStreaming)
        .isInstanceOf(SourceFailedException.class)
        .hasMessageEndingWith("the disk was pulled out after row 13");
    assertThat(readers.take().isAlive()).isFalse();
    assertThat(calls).containsExactly("closed");
  }

  @Test
  void anyThrowableOfAReaderIsRethrownInsteadOfBlockingTheRun() {
    for (String breaks : List.of("next", "release", "retainedBytes")) {
      Job job = job(recording(Trips.source(50), breaks)).parallelism(2);

      assertThatThrownBy(job::runStreaming)
          .isInstanceOf(SourceFailedException.class)
          .hasMessage("source 'rows' threw: java.lang.UnsupportedOperationException: " + breaks);
    }
  }

  @Test
  void closingEarlyEndsTheThread() throws InterruptedException {
    try (PullRun pull = job(recording(Trips.source(5_000), "")).parallelism(2).pull()) {
      assertThat(pull.iterator().next().rowCount()).isEqualTo(7);
    }

    assertThat(readers.take().isAlive()).isFalse();
    assertThat(calls).containsExactly("closed");
  }

  /** Rows of 200 KiB, of which five fit into 1 MiB; later rows take no memory. */
  @Test
  void readAheadStopsWithoutHeadroomAndResumesWithIt() {
    List<RunEvent.ReadAheadChanged> changes = new ArrayList<>();
    SimulatedCostProbe machine =
        new SimulatedCostProbe().withAllocation(0, row -> row < 300 ? 200L << 10 : 0);
    StreamReport report =
        Pipeline.of(machine.stage())
            .on(Trips.source(5_000))
            .parallelism(2)
            .memory(org.bandsaw.budget.MemoryBudget.ofMebibytes(1))
            .chunks(ChunkPolicy.adaptive(100))
            .probe(machine)
            .time(machine.time, machine.time)
            .listener(RunEvent.ReadAheadChanged.class, changes::add)
            .runStreaming();

    assertThat(changes).extracting(RunEvent.ReadAheadChanged::after).containsExactly(false, true);
    assertThat(changes.get(0).cause()).isEqualTo("it exceeded the budget");
    assertThat(changes.get(1).cause()).isEqualTo("there is headroom");
    assertThat(report.rows().read()).isEqualTo(5_000);
    assertThat(report.chunks().maxInFlight()).isEqualTo(3);
  }
}
