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

/** What {@code parallelism} does beside leaving results as they are. */
@Timeout(60)
class WorkersTest {

  private final Set<Thread> seen = ConcurrentHashMap.newKeySet();

  private Stage noting(int threads) {
    return noting(threads, 0);
  }

  /**
   * A column, and a note of every thread that worked on it. From a row on each thread waits, when
   * it comes first, until so many are there.
   */
  private Stage noting(int threads, long fromRow) {
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
        .named("noting");
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the others did not come");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** Cuts every chunk, however short its steps take. */
  private static Job cutting(Stage... stages) {
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

  private void assertNoWorkerIsLeft() {
    assertThat(workers()).isNotEmpty();
    assertThat(seen)
        .filteredOn(thread -> thread != Thread.currentThread())
        .noneMatch(Thread::isAlive);
  }

  @Nested
  class Threads {

    @Test
    void workBesideTheOneOfTheRunAndAreGoneAfterIt() {
      cutting(noting(3)).parallelism(3).runStreaming();

      assertThat(workers()).containsExactly("bandsaw-work-cut-1", "bandsaw-work-cut-2");
      assertThat(seen).hasSize(3).contains(Thread.currentThread());
      assertThat(seen)
          .filteredOn(thread -> thread != Thread.currentThread())
          .allMatch(Thread::isDaemon);
      assertNoWorkerIsLeft();
    }

    @Test
    void areGoneAfterAFailure() {
      Stage failing =
          Stages.derive(
              ColumnSpec.real("late"), row -> row.sourceRow() > 30 ? Integer.parseInt("x") : 0);

      assertThat(catchThrowable(cutting(noting(4), failing).parallelism(4)::runStreaming))
          .isNotNull();
      assertNoWorkerIsLeft();
    }

    @Test
    void areGoneWhenTheConsumerLeavesEarly() {
      try (PullRun pull = cutting(noting(2)).parallelism(2).pull()) {
        pull.iterator().next();
        assertThat(seen).anyMatch(Thread::isDaemon).allMatch(Thread::isAlive);
      }

      assertNoWorkerIsLeft();
    }

    @Test
    void areGoneWhenARunningJobIsStopped() {
      CountDownLatch began = new CountDownLatch(1);
      Stage telling =
          Stages.filter(
              "telling",
              row -> {
                began.countDown();
                return true;
              });
      try (RunningJob running = cutting(noting(2), telling).parallelism(2).start()) {
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
    void areNotMadeWhereEveryStepRemembers() {
      AllocatingProbe asked = new AllocatingProbe();
      Pipeline.of(Stages.standardScale("distance"), Stages.oneHot("vendor"))
          .on(Trips.source(40))
          .minParallelNanos(0)
          .parallelism(8)
          .probe(asked)
          .runStreaming();

      assertThat(asked.mostThreads).isZero();
    }

    @Test
    void areNotMadeForWorkThatTakesNoTime() {
      ManualTicker stands = ManualTicker.start();

      job(stands, noting(1)).runStreaming();

      assertThat(seen).containsExactly(Thread.currentThread());
    }

    @Test
    void areMadeForTheChunkAfterOneThatTookLong() {
      job(new SteppingTicker(), noting(3, 10)).runStreaming();

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
    void doTheirSlicesAtTheSameTime() {
      CyclicBarrier all = new CyclicBarrier(4);
      Stage meeting =
          Stages.derive(
              ColumnSpec.real("met"),
              row -> {
                try {
                  // rows 0, 3, 6 and 9 of 12 begin a slice each, and wait for one another
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
    void aRunCancelsItsWorkersWaitsForThemAndKeepsTheFlag() throws InterruptedException {
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
                  WorkersTest.await(working); // so that each thread has one of the two slices
                  return 0;
                }
                working.countDown();
                WorkersTest.await(never);
                return 1;
              });
      Job job = cutting(hanging).parallelism(2);
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
      assertNoWorkerIsLeft();
    }

    @Test
    void aFunctionIsNotCalledAgain() {
      AtomicLong calls = new AtomicLong();
      Stage losing =
          Stages.derive(
              ColumnSpec.real("lost"),
              row -> {
                if (row.sourceRow() == 7) {
                  calls.incrementAndGet();
                  throw new IllegalStateException(new InterruptedException("cut short"));
                }
                return 0;
              });

      assertThat(catchThrowable(cutting(losing).parallelism(2)::runStreaming))
          .isInstanceOf(StageFailedException.class)
          .hasMessageStartingWith("stage 'derive(lost)' failed on chunk 1 (rows 5-9): ")
          .hasRootCauseInstanceOf(InterruptedException.class);
      assertThat(calls).hasValue(1);
    }
  }

  @Nested
  class Failures {

    private Throwable alone(Stage... stages) {
      Throwable thrown = catchThrowable(cutting(stages)::runStreaming);
      assertThat(thrown).isNotNull();
      return thrown;
    }

    private void assertTheSameWithAnyThreads(Stage... stages) {
      Throwable alone = alone(stages);
      for (int threads : new int[] {2, 3, 8}) {
        Throwable thrown = catchThrowable(cutting(stages).parallelism(threads)::runStreaming);
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
      assertTheSameWithAnyThreads(parsing);
    }

    @Test
    void areThoseOfTheFirstStepEvenIfALaterOneFailsOnAnEarlierRow() {
      Stage late = Stages.derive(ColumnSpec.integer("a"), row -> row.sourceRow() == 19 ? 0.5 : 1);
      Stage early = Stages.derive(ColumnSpec.integer("b"), row -> row.sourceRow() == 11 ? 2.5 : 1);

      assertThat(alone(late, early))
          .hasMessageContaining("'derive(a)'")
          .hasMessageContaining("0.5");
      assertTheSameWithAnyThreads(late, early);
    }

    @Test
    void areThoseOfTheFirstRow() {
      Stage twice =
          Stages.derive(
              ColumnSpec.integer("a"), row -> row.sourceRow() % 5 == 3 ? row.sourceRow() + 0.5 : 1);

      assertThat(alone(twice)).hasMessageContaining("3.5 cannot be held");
      assertTheSameWithAnyThreads(twice);
    }

    @Test
    void ofTableFunctionsToo() {
      assertTheSameWithAnyThreads(
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
      assertTheSameWithAnyThreads(
          Stages.tables("fewer", table -> table.where(table.doubleColumn("fare").isLessThan(30))));
    }

    @Test
    void ofTheVirtualMachineAreNotHidden() {
      Stage deep = failingFrom("deep", 18, row -> new StackOverflowError("too deep"));

      assertThat(alone(deep)).isInstanceOf(StackOverflowError.class);
      assertTheSameWithAnyThreads(deep);
    }

    @Test
    void thatASingleThreadDoesNotMeetAreNamed() {
      Stage counting =
          Stages.tables(
              "counting",
              table -> {
                if (table.rowCount() == 5) {
                  throw new IllegalArgumentException("five");
                }
                return table;
              });

      assertThat(cutting(counting).runStreaming().rows().committed()).isEqualTo(40);
      assertThat(catchThrowable(cutting(counting).parallelism(2)::runStreaming))
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
    void ofStepsThatMakeOtherColumnsOfSomeRowsAreNamed() {
      assertThat(catchThrowable(cutting(new UnstableSchemaStage()).parallelism(3)::runStreaming))
          .isInstanceOf(StageFailedException.class)
          .hasMessageStartingWith(
              "stage 'moody' failed on chunk 1 (rows 0-9): one of 3 threads gave other columns for"
                  + " some of these rows, and a single thread");
    }
  }

  /** Adds a column to three rows, and to no others. */
  private record UnstableSchemaStage() implements Stage {
    @Override
    public String name() {
      return "moody";
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
  class Accounts {

    @Test
    void rowsThatFiltersLoseAddUp() {
      for (int threads : new int[] {1, 2, 3, 8}) {
        RecordingSink sink = RecordingSink.named("sink");
        StreamReport report =
            cutting(
                    Stages.filter("not tenth", row -> row.sourceRow() % 10 != 0),
                    Stages.filter("not B", row -> !row.text("vendor").equals("B")))
                .parallelism(threads)
                .sink(sink)
                .runStreaming();

        // of 40 rows 0, 10, 20 and 30 are lost first; of 1, 4, …, 37 (13 rows, B) row 10 is gone
        assertThat(report.rows().filteredByStage())
            .containsExactly(entry("not tenth", 4L), entry("not B", 12L));
        assertThat(report.rows().committed()).isEqualTo(24);
        assertThat(sink.sourceRows).startsWith(2L, 3L, 5L, 6L, 8L, 9L, 11L, 12L, 14L).hasSize(24);
      }
    }

    @Test
    void whatWorkersAllocateIsPartOfTheAttempt() {
      AllocatingProbe asked = new AllocatingProbe();

      StreamReport report = cutting(noting(3)).parallelism(3).probe(asked).runStreaming();

      // each thread is said to have allocated 1000 bytes more whenever somebody asks
      assertThat(report.chunks().records())
          .extracting(StreamReport.ChunkRecord::allocatedBytes)
          .containsExactly(2_000L, 2_000L, 2_000L, 2_000L);
      assertThat(asked.mostThreads).isEqualTo(2);
    }

    @Test
    void theVirtualMachineCountsWhatWorkersAllocate() {
      byte[][] kept = new byte[40][];
      Stage costly =
          Stages.derive(
              ColumnSpec.real("length"),
              row -> {
                kept[(int) row.sourceRow()] = new byte[100_000];
                return kept[(int) row.sourceRow()].length;
              });

      StreamReport report = cutting(costly).parallelism(5).runStreaming();

      assertThat(report.chunks().records())
          .allMatch(chunk -> chunk.allocatedBytes() > 10 * 100_000)
          .allMatch(chunk -> chunk.allocatedBytes() < 2 * 10 * 100_000);
    }

    @Test
    void whatWorkersHoldIsHeldByTheRun() {
      long alone = held(1);
      long ahead = held(2) - alone;
      long four = held(4) - alone;

      // a slice of half the rows with two doubles and the code of a text, and the new column joined
      assertThat(ahead).isGreaterThan(5_000 * 20 / 2 + 5_000 * 8);
      // of three quarters of them
      assertThat(four).isGreaterThan(ahead + 5_000 * 20 / 4 - 1_000);
    }

    private long held(int threads) {
      return Pipeline.of(noting(1))
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
    void attemptsThatAreThrownAwayAreNot() {
      StreamReport alone = learned(1, FakeProbe.idle());
      seen.clear();

      StreamReport split = learned(4, FakeProbe.overBudgetAt(attempt -> attempt % 3 == 1));

      assertThat(split.chunks().splits()).isPositive();
      assertThat(split.rows()).isEqualTo(alone.rows());
      assertThat(split.trained()).isEqualTo(alone.trained());
      assertThat(split.scores()).isEqualTo(alone.scores());
      assertThat(workers()).hasSize(3);
    }

    private StreamReport learned(int threads, FakeProbe probe) {
      return Pipeline.builder()
          .stage(noting(threads))
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

  /** Time of which a millisecond passes whenever somebody looks. */
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

  /** Says that each of the threads it is asked about allocates something all the time. */
  private static final class AllocatingProbe implements ResourceProbe {
    private int mostThreads;
    private long times;

    @Override
    public OptionalLong threadAllocatedBytes() {
      return OptionalLong.of(0);
    }

    @Override
    public OptionalLong allocatedBytes(Collection<Thread> threads) {
      mostThreads = Math.max(mostThreads, threads.size());
      times++;
      return OptionalLong.of(times * 1_000 * threads.size());
    }

    @Override
    public ResourceReading read() {
      return ResourceProbe.system().read();
    }
  }
}
