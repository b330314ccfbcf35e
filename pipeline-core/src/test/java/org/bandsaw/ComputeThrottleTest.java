package org.bandsaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.bandsaw.budget.BudgetOutcome;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.budget.ComputeBudget;
import org.bandsaw.data.RunCancelledException;
import org.bandsaw.learn.Learners;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.probe.Sleeper;
import org.bandsaw.report.BatchReport;
import org.bandsaw.report.StreamReport;
import org.bandsaw.stage.Stages;
import org.bandsaw.testkit.FakeProbe;
import org.bandsaw.testkit.ManualTicker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ComputeThrottleTest {

  private static final long ROW_NANOS = 1_000_000;
  private static final Duration ROW = Duration.ofNanos(ROW_NANOS);

  private final ManualTicker time = ManualTicker.start();
  private final List<RunEvent.Paused> pauses = new ArrayList<>();
  private long worked;

  /** Each row takes 1 ms of one of two processors; pauses take none. */
  private Job job(int rows) {
    return Pipeline.builder()
        .stage(
            Stages.filter(
                "costly",
                row -> {
                  time.advance(ROW);
                  worked += ROW_NANOS;
                  return true;
                }))
        .stage(Stages.standardScale("distance"))
        .learn("fare", Learners.sgd())
        .build()
        .on(Trips.source(rows))
        .probe(FakeProbe.withCpuTime(2, () -> worked))
        .time(time, time)
        .listener(RunEvent.Paused.class, pauses::add);
  }

  @AfterEach
  void interruptFlagIsClear() {
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void aRunUsesItsShareOfTheProcessors() {
    StreamReport report = job(10_000).compute(ComputeBudget.ofShare(0.25)).runStreaming();

    // 10 s of work at a quarter of two processors take 20 s; no pause after the last chunk
    assertThat(report.took()).isBetween(Duration.ofMillis(19_500), Duration.ofSeconds(20));
    Duration rested = report.timeByStep().get("pause for compute budget");
    assertThat(rested).isEqualTo(report.took().minus(Duration.ofSeconds(10)));
    assertThat(pauses.stream().map(RunEvent.Paused::took).reduce(Duration.ZERO, Duration::plus))
        .isEqualTo(rested);
    assertThat(pauses)
        .allSatisfy(
            pause -> {
              assertThat(pause.took()).isLessThanOrEqualTo(Duration.ofMillis(200));
              assertThat(pause.reason())
                  .isEqualTo("the process has used its share, 25 % of the processors");
            });
    assertThat(report.compute()).isInstanceOf(BudgetOutcome.Within.class);
    assertThat(report.toString())
        .containsPattern(
            "compute   within budget: 0\\.2\\d\\d of the processors were used at most");
    // a chunk is at most 0.1 s of work, once the cost of a row is known
    assertThat(report.chunks().records().stream().skip(1))
        .allSatisfy(chunk -> assertThat(chunk.rowsIn()).isLessThanOrEqualTo(100));
  }

  @Test
  void chunksOfAFixedSizeAreBoundedToo() {
    StreamReport report =
        job(5_000)
            .chunks(ChunkPolicy.fixed(4_000))
            .compute(ComputeBudget.ofShare(0.25))
            .runStreaming();

    assertThat(report.chunks().records())
        .first()
        .satisfies(chunk -> assertThat(chunk.rowsIn()).isEqualTo(50));
    assertThat(report.chunks().records().stream().skip(1))
        .allSatisfy(chunk -> assertThat(chunk.rowsIn()).isLessThanOrEqualTo(100));
  }

  @Test
  void resultsDoNotDependOnTheBudget() {
    StreamReport free = job(3_000).runStreaming();
    StreamReport paced = job(3_000).compute(ComputeBudget.ofShare(0.1)).runStreaming();
    StreamReport ahead =
        job(3_000).parallelism(2).compute(ComputeBudget.ofShare(0.3)).runStreaming();

    assertThat(paced.chunks().count()).isGreaterThan(free.chunks().count());
    for (StreamReport report : List.of(paced, ahead)) {
      assertThat(report.trained()).isEqualTo(free.trained());
      assertThat(report.scores()).isEqualTo(free.scores());
      assertThat(report.rows()).isEqualTo(free.rows());
    }
  }

  @Test
  void aRunThatNeedsLessThanItsShareNeverPauses() {
    StreamReport report = job(3_000).compute(ComputeBudget.ofShare(0.5)).runStreaming();

    assertThat(pauses).isEmpty();
    assertThat(report.timeByStep()).containsEntry("pause for compute budget", Duration.ZERO);
    assertThat(report.took()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void withoutABudgetProcessorTimeIsNotRead() {
    AtomicInteger readings = new AtomicInteger();
    FakeProbe probe = FakeProbe.withCpuTime(2, readings::incrementAndGet);

    StreamReport report = job(2_000).probe(probe).runStreaming();
    job(2_000).probe(probe).runBatch();

    assertThat(readings).hasValue(0);
    assertThat(report.timeByStep()).doesNotContainKey("pause for compute budget");
    assertThat(report.compute()).isEqualTo(new BudgetOutcome.NotSet());
    assertThat(pauses).isEmpty();
  }

  @Test
  void aBatchPausesBetweenStages() {
    BatchReport report = job(3_000).compute(ComputeBudget.ofShare(0.25)).runBatch();

    // at half a processor the pauses take as long as the work, except for a few ms
    Duration work = Objects.requireNonNull(report.timeByStep().get("costly"));
    assertThat(work).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
    assertThat(report.timeByStep().get("pause for compute budget"))
        .isBetween(work.minusMillis(5), work);
    assertThat(report.learners()).isEqualTo(job(3_000).runBatch().learners());
    assertThat(report.compute()).isNotInstanceOf(BudgetOutcome.NotSet.class);
    assertThat(report.toString()).contains("compute   " + report.compute().describe());
    assertThat(job(10).runBatch().compute()).isEqualTo(new BudgetOutcome.NotSet());
    assertThat(job(10).runBatch().toString()).doesNotContain("compute ");
  }

  @Test
  void aRunningJobReportsAndStopsDuringAPause() {
    AtomicBoolean stopped = new AtomicBoolean();
    // pauses take real time until the job is stopped
    Sleeper rest =
        pause -> {
          if (stopped.get()) {
            time.advance(pause);
          } else {
            Thread.onSpinWait();
          }
        };
    try (RunningJob running =
        job(100_000).time(time, rest).compute(ComputeBudget.ofShare(0.1)).start()) {
      while (running.report().rows().read() == 0) {
        Thread.onSpinWait();
      }
      long read = running.report().rows().read();
      assertThat(running.report().rows().read()).isEqualTo(read);
      StreamReport end = running.stop(Duration.ofSeconds(30));
      stopped.set(true);

      assertThat(end.end()).isEqualTo(StreamReport.End.STOPPED);
      assertThat(end.rows().read()).isEqualTo(read);
    }
  }

  @Test
  void anInterruptionEndsTheRun() {
    Job job =
        job(5_000)
            .compute(ComputeBudget.ofShare(0.1))
            .time(
                time,
                pause -> {
                  throw new InterruptedException();
                });

    assertThatThrownBy(job::runStreaming)
        .isInstanceOf(RunCancelledException.class)
        .hasMessage("interrupted while pausing to keep the compute budget");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aProbeWithoutProcessorTimeIsRefusedBeforeAnythingIsOpened() {
    Job job = job(10).name("nightly").probe(FakeProbe.idle()).compute(ComputeBudget.ofShare(0.5));

    assertThatThrownBy(job::runStreaming)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "job 'nightly' has a compute budget (50 % of the processors), but its probe does not"
                + " report how much processor time the process has used. Leave the budget out, or"
                + " use a ResourceProbe that implements processCpuNanos()");
    assertThatThrownBy(job::runBatch).isInstanceOf(IllegalStateException.class);
  }
}
