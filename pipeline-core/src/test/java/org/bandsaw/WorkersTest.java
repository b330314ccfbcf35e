package org.bandsaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.RowView;
import org.bandsaw.data.RunCancelledException;
import org.bandsaw.data.Schema;
import org.bandsaw.learn.Learners;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.ResourceReading;
import org.bandsaw.probe.Ticker;
import org.bandsaw.report.StreamReport;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageFailedException;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.Stages;
import org.bandsaw.stage.StatelessRun;
import org.bandsaw.testkit.FakeProbe;
import org.bandsaw.testkit.ManualTicker;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The threads, failures and accounting of {@code parallelism}. */
@Timeout(60)
class WorkersTest {

  private final Set<Thread> seen = ConcurrentHashMap.newKeySet();

  private Stage recordingStage(int threads) {
    return recordingStage(threads, 0);
  }

  /**
   * Returns a stage that derives a column and records the threads that call it. From a given row
   * on, each thread waits at its first call until a number of threads have called it.
   */
  private Stage recordingStage(int threads, long fromRow) {
    CountDownLatch all = new CountDownLatch(threads);
    return Stages.derive(
            ColumnSpec.real("twice"),
            row -> {
              if (row.sourceRow() >= fromRow && seen.add(Thread.currentThread())) {
                all.countDown();
                await(all);
              }
              return 2 * row.number("distance");
            })
        .named("recording");
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the other threads did not arrive");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** Slices every chunk, even if its stages take little time. */
  private static Job slicingJob(Stage... stages) {
    return Pipeline.of(stages)
        .on(Trips.source(40))
        .name("cut")
        .minParallelNanos(0)
        .chunks(ChunkPolicy.fixed(10));
  }

  private List<String> workers() {
    return seen.stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("bandsaw-work-"))
        .sorted()
        .toList();
  }

  private void assertNoWorkerIsAlive() {
    assertThat(workers()).isNotEmpty();
    assertThat(seen)
        .filteredOn(thread -> thread != Thread.currentThread())
        .noneMatch(Thread::isAlive);
  }

  @Nested
  class Threads {

    @Test
    void workInAdditionToTheRunsThreadAndEndWithTheRun() {
      slicingJob(recordingStage(3)).parallelism(3).runStreaming();

      assertThat(workers()).containsExactly("bandsaw-work-cut-1", "bandsaw-work-cut-2");
      assertThat(seen).hasSize(3).contains(Thread.currentThread());
      assertThat(seen)
          .filteredOn(thread -> thread != Thread.currentThread())
          .allMatch(Thread::isDaemon);
      assertNoWorkerIsAlive();
    }

    @Test
    void endAfterAFailure() {
      Stage failing =
          Stages.derive(
              ColumnSpec.real("late"), row -> row.sourceRow() > 30 ? Integer.parseInt("x") : 0);

      assertThat(
              catchThrowable(slicingJob(recordingStage(4), failing).parallelism(4)::runStreaming))
          .isNotNull();
      assertNoWorkerIsAlive();
    }

    @Test
    void endWhenTheConsumerClosesEarly() {
      try (PullRun pull = slicingJob(recordingStage(2)).parallelism(2).pull()) {
        pull.iterator().next();
        assertThat(seen).anyMatch(Thread::isDaemon).allMatch(Thread::isAlive);
      }

      assertNoWorkerIsAlive();
    }

    @Test
    void endWhenARunningJobIsStopped() {
      CountDownLatch began = new CountDownLatch(1);
      Stage telling =
          Stages.filter(
              "telling",
              row -> {
                began.countDown();
                return true;
              });
      try (RunningJob running = slicingJob(recordingStage(2), telling).parallelism(2).start()) {
        began.await();
        running.stop(Duration.ofSeconds(50));
      } catch (InterruptedException interrupted) {
        throw new AssertionError(interrupted);
      }

      assertThat(workers()).containsExactly("bandsaw-work-cut-1");
      assertThat(seen)
          .filteredOn(thread -> thread.getName().startsWith("bandsaw-work-"))
          .noneMatch(Thread::isAlive);
    }

    @Test
    void areNotCreatedIfAllStagesKeepState() {
      AllocatingProbe probe = new AllocatingProbe();
      Pipeline.of(Stages.standardScale("distance"), Stages.oneHot("vendor"))
          .on(Trips.source(40))
          .minParallelNanos(0)
          .parallelism(8)
          .probe(probe)
          .runStreaming();

      assertThat(probe.maxThreads).isZero();
    }

    @Test
    void areNotCreatedForShortWork() {
      ManualTicker ticker = ManualTicker.start();

      job(ticker, recordingStage(1)).runStreaming();

      assertThat(seen).containsExactly(Thread.currentThread());
    }

    @Test
    void areCreatedForTheChunkAfterALongOne() {
      job(new SteppingTicker(), recordingStage(3, 10)).runStreaming();

      assertThat(workers()).containsExactly("bandsaw-work-job-1", "bandsaw-work-job-2");
    }

    private Job job(Ticker ticker, Stage stage) {
      return Pipeline.of(stage)
          .on(Trips.source(40))
          .chunks(ChunkPolicy.fixed(10))
          .parallelism(3)
          .time(ticker, duration -> {});
    }

    @Test
    void processTheirSlicesAtTheSameTime() {
      CyclicBarrier all = new CyclicBarrier(4);
      Stage meeting =
          Stages.derive(
              ColumnSpec.real("met"),
              row -> {
                try {
                  // rows 0, 3, 6 and 9 of 12 are the first of a slice each, and wait for one
                  // another
                  return row.sourceRow() % 3 == 0 ? all.await(30, TimeUnit.SECONDS) : -1;
                } catch (InterruptedException | BrokenBarrierException | TimeoutException alone) {
                  throw new IllegalStateException("the others did not come", alone);
                }
              });

      StreamReport report =
          Pipeline.of(meeting)
              .on(Trips.source(12))
              .chunks(ChunkPolicy.fixed(12))
              .minParallelNanos(0)
              .parallelism(4)
              .runStreaming();

      assertThat(report.rows().committed()).isEqualTo(12);
    }
  }

  @Nested
  class Interrupted {

    @Test
    void aRunCancelsItsWorkersAwaitsThemAndKeepsTheFlag() throws InterruptedException {
      CountDownLatch working = new CountDownLatch(1);
      CountDownLatch never = new CountDownLatch(1);
      List<Throwable> thrown = new ArrayList<>();
      List<Boolean> flags = new ArrayList<>();
      Stage hanging =
          Stages.derive(
              ColumnSpec.real("hung"),
              row -> {
                seen.add(Thread.currentThread());
                if (row.sourceRow() < 5) {
                  WorkersTest.await(working); // each thread has one of the two slices
                  return 0;
                }
                working.countDown();
                WorkersTest.await(never);
                return 1;
              });
      Job job = slicingJob(hanging).parallelism(2);
      Thread runner =
          new Thread(
              () -> {
                thrown.add(catchThrowable(job::runStreaming));
                flags.add(Thread.currentThread().isInterrupted());
              });
      runner.start();
      working.await();
      runner.interrupt();
      runner.join();

      assertThat(thrown)
          .singleElement()
          .isInstanceOf(RunCancelledException.class)
          .asString()
          .contains("interrupted while several threads were at work on a chunk");
      assertThat(flags).containsExactly(true);
      assertNoWorkerIsAlive();
    }

    @Test
    void aFunctionIsNotCalledAgain() {
      AtomicLong calls = new AtomicLong();
      Stage losing =
          Stages.derive(
              ColumnSpec.real("interrupting"),
              row -> {
                if (row.sourceRow() == 7) {
                  calls.incrementAndGet();
                  throw new IllegalStateException(new InterruptedException("cut short"));
                }
                return 0;
              });

      assertThat(catchThrowable(slicingJob(losing).parallelism(2)::runStreaming))
          .isInstanceOf(StageFailedException.class)
          .hasMessageStartingWith("stage 'derive(interrupting)' failed on chunk 1 (rows 5-9): ")
          .hasRootCauseInstanceOf(InterruptedException.class);
      assertThat(calls).hasValue(1);
    }
  }

  @Nested
  class Failures {

    private Throwable alone(Stage... stages) {
      Throwable thrown = catchThrowable(slicingJob(stages)::runStreaming);
      assertThat(thrown).isNotNull();
      return thrown;
    }

    private void assertSameFailureWithAnyThreads(Stage... stages) {
      Throwable alone = alone(stages);
      for (int threads : new int[] {2, 3, 8}) {
        Throwable thrown = catchThrowable(slicingJob(stages).parallelism(threads)::runStreaming);
        assertThat(thrown).hasSameClassAs(alone).hasMessage(alone.getMessage());
        assertThat(Objects.toString(thrown.getCause()))
            .isEqualTo(Objects.toString(alone.getCause()));
      }
    }

    private Stage failingFrom(String name, long row, Function<RowView, ? extends Error> error) {
      return Stages.filter(
          name,
          each -> {
            if (each.sourceRow() >= row) {
              throw error.apply(each);
            }
            return true;
          });
    }

    @Test
    void areThoseOfASingleThread() {
      Stage parsing =
          Stages.derive(
              ColumnSpec.real("d"), row -> Double.parseDouble(row.sourceRow() == 27 ? "?" : "1"));

      assertThat(alone(parsing))
          .hasMessageStartingWith("stage 'derive(d)' failed on chunk 3 (rows 20-29): ");
      assertSameFailureWithAnyThreads(parsing);
    }

    @Test
    void areThoseOfTheFirstStageEvenIfALaterOneFailsOnAnEarlierRow() {
      Stage late = Stages.derive(ColumnSpec.integer("a"), row -> row.sourceRow() == 19 ? 0.5 : 1);
      Stage early = Stages.derive(ColumnSpec.integer("b"), row -> row.sourceRow() == 11 ? 2.5 : 1);

      assertThat(alone(late, early))
          .hasMessageContaining("'derive(a)'")
          .hasMessageContaining("0.5");
      assertSameFailureWithAnyThreads(late, early);
    }

    @Test
    void areThoseOfTheFirstRow() {
      Stage twice =
          Stages.derive(
              ColumnSpec.integer("a"), row -> row.sourceRow() % 5 == 3 ? row.sourceRow() + 0.5 : 1);

      assertThat(alone(twice)).hasMessageContaining("3.5 cannot be held");
      assertSameFailureWithAnyThreads(twice);
    }

    @Test
    void areThoseOfASingleThreadForTableFunctionsToo() {
      assertSameFailureWithAnyThreads(
          Stages.tables(
              "checked",
              table -> {
                for (double distance : table.doubleColumn("distance")) {
                  if (distance == 18) {
                    throw new IOException("row 17");
                  }
                }
                return table;
              }));
      assertSameFailureWithAnyThreads(
          Stages.tables("fewer", table -> table.where(table.doubleColumn("fare").isLessThan(30))));
    }

    @Test
    void areRethrownIfTheyAreErrors() {
      Stage deep = failingFrom("deep", 18, row -> new StackOverflowError("too deep"));

      assertThat(alone(deep)).isInstanceOf(StackOverflowError.class);
      assertSameFailureWithAnyThreads(deep);
    }

    @Test
    void areNamedIfASingleThreadDoesNotReproduceThem() {
      Stage counting =
          Stages.tables(
              "counting",
              table -> {
                if (table.rowCount() == 5) {
                  throw new IllegalArgumentException("five");
                }
                return table;
              });

      assertThat(slicingJob(counting).runStreaming().rows().committed()).isEqualTo(40);
      assertThat(catchThrowable(slicingJob(counting).parallelism(2)::runStreaming))
          .isInstanceOf(StageFailedException.class)
          .hasMessageStartingWith(
              "stage 'counting' failed on chunk 1 (rows 0-9): one of 2 threads threw")
          .hasMessageContaining("five")
          .hasMessageEndingWith(
              "and a single thread with all of these rows did not; the output of a stage without"
                  + " state must depend on the row alone, and its functions are called by several"
                  + " threads at once. Fix it, or use parallelism(1)")
          .hasRootCauseMessage("five");
    }

    @Test
    void areNamedIfSlicesHaveDifferentColumns() {
      assertThat(catchThrowable(slicingJob(new UnstableSchemaStage()).parallelism(3)::runStreaming))
          .isInstanceOf(StageFailedException.class)
          .hasMessageStartingWith(
              "stage 'unstable' failed on chunk 1 (rows 0-9): one of 3 threads made other columns for"
                  + " some of these rows, and a single thread");
    }
  }

  /** Adds a column to chunks of three rows only. */
  private record UnstableSchemaStage() implements Stage {
    @Override
    public String name() {
      return "unstable";
    }

    @Override
    public StageRun open(Schema input) {
      return new StatelessRun() {
        @Override
        public Schema output() {
          return input;
        }

        @Override
        public Chunk transform(Chunk chunk) {
          return chunk.rowCount() == 3
              ? chunk.withColumns(
                  List.of(ColumnSpec.real("three")), List.of(DoubleVector.of(1, 2, 3)))
              : chunk;
        }
      };
    }
  }

  @Nested
  class Accounting {

    @Test
    void filteredRowsAddUp() {
      for (int threads : new int[] {1, 2, 3, 8}) {
        RecordingSink sink = RecordingSink.named("sink");
        StreamReport report =
            slicingJob(
                    Stages.filter("not tenth", row -> row.sourceRow() % 10 != 0),
                    Stages.filter("not B", row -> !row.text("vendor").equals("B")))
                .parallelism(threads)
                .sink(sink)
                .runStreaming();

        // rows 0, 10, 20 and 30 of 40 are dropped first; row 10 is one of the 13 rows with vendor B
        assertThat(report.rows().filteredByStage())
            .containsExactly(entry("not tenth", 4L), entry("not B", 12L));
        assertThat(report.rows().committed()).isEqualTo(24);
        assertThat(sink.sourceRows).startsWith(2L, 3L, 5L, 6L, 8L, 9L, 11L, 12L, 14L).hasSize(24);
      }
    }

    @Test
    void allocationsOfWorkersArePartOfTheAttempt() {
      AllocatingProbe probe = new AllocatingProbe();

      StreamReport report =
          slicingJob(recordingStage(3)).parallelism(3).probe(probe).runStreaming();

      // the probe reports 1000 bytes more per thread at each call
      assertThat(report.chunks().records())
          .extracting(StreamReport.ChunkRecord::allocatedBytes)
          .containsExactly(2_000L, 2_000L, 2_000L, 2_000L);
      assertThat(probe.maxThreads).isEqualTo(2);
    }

    @Test
    void theJvmCountsTheAllocationsOfWorkers() {
      byte[][] kept = new byte[40][];
      Stage costly =
          Stages.derive(
              ColumnSpec.real("length"),
              row -> {
                kept[(int) row.sourceRow()] = new byte[100_000];
                return kept[(int) row.sourceRow()].length;
              });

      StreamReport report = slicingJob(costly).parallelism(5).runStreaming();

      assertThat(report.chunks().records())
          .allMatch(chunk -> chunk.allocatedBytes() > 10 * 100_000)
          .allMatch(chunk -> chunk.allocatedBytes() < 2 * 10 * 100_000);
    }

    @Test
    void memoryRetainedByWorkersIsAccountedFor() {
      long alone = retained(1);
      long ahead = retained(2) - alone;
      long four = retained(4) - alone;

      // a slice of half the rows with two doubles and the code of a text, and the new column joined
      assertThat(ahead).isGreaterThan(5_000 * 20 / 2 + 5_000 * 8);
      // of three quarters of them
      assertThat(four).isGreaterThan(ahead + 5_000 * 20 / 4 - 1_000);
    }

    private long retained(int threads) {
      return Pipeline.of(recordingStage(1))
          .on(Trips.source(5_000))
          .chunks(ChunkPolicy.fixed(5_000))
          .minParallelNanos(0)
          .parallelism(threads)
          .runStreaming()
          .chunks()
          .records()
          .get(0)
          .retainedBytes();
    }

    @Test
    void rolledBackAttemptsAreNotCounted() {
      StreamReport alone = learn(1, FakeProbe.idle());
      seen.clear();

      StreamReport split = learn(4, FakeProbe.overBudgetAt(attempt -> attempt % 3 == 1));

      assertThat(split.chunks().splits()).isPositive();
      assertThat(split.rows()).isEqualTo(alone.rows());
      assertThat(split.trained()).isEqualTo(alone.trained());
      assertThat(split.scores()).isEqualTo(alone.scores());
      assertThat(workers()).hasSize(3);
    }

    private StreamReport learn(int threads, FakeProbe probe) {
      return Pipeline.builder()
          .stage(recordingStage(threads))
          .stage(Stages.filter("some", row -> row.sourceRow() % 4 != 1))
          .stage(Stages.standardScale("twice"))
          .stage(Stages.deriveText("who", row -> row.text("vendor") + row.sourceRow() % 2))
          .stage(Stages.oneHot("who"))
          .learn("fare", Learners.sgd())
          .build()
          .on(Trips.source(200))
          .chunks(ChunkPolicy.fixed(20).maxRetries(20))
          .minParallelNanos(0)
          .parallelism(threads)
          .probe(probe)
          .time(Ticker.system(), duration -> {})
          .runStreaming();
    }
  }

  /** A clock that advances by a millisecond at each call. */
  private static final class SteppingTicker implements Ticker {
    private final AtomicLong nanos = new AtomicLong();

    @Override
    public long nanoTime() {
      return nanos.addAndGet(1_000_000);
    }

    @Override
    public Instant now() {
      return Instant.EPOCH;
    }
  }

  /** Reports more allocated bytes at each call. */
  private static final class AllocatingProbe implements ResourceProbe {
    private int maxThreads;
    private long calls;

    @Override
    public OptionalLong threadAllocatedBytes() {
      return OptionalLong.of(0);
    }

    @Override
    public OptionalLong allocatedBytes(Collection<Thread> threads) {
      maxThreads = Math.max(maxThreads, threads.size());
      calls++;
      return OptionalLong.of(calls * 1_000 * threads.size());
    }

    @Override
    public ResourceReading read() {
      return ResourceProbe.system().read();
    }
  }
}
