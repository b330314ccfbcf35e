package org.bandsaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.bandsaw.budget.BudgetOutcome;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.budget.ComputeBudget;
import org.bandsaw.budget.EnergyBudget;
import org.bandsaw.data.Figure;
import org.bandsaw.data.RunCancelledException;
import org.bandsaw.learn.Learners;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.probe.EnergyReading;
import org.bandsaw.report.BatchReport;
import org.bandsaw.report.EnergyReport;
import org.bandsaw.report.StreamReport;
import org.bandsaw.stage.Stages;
import org.bandsaw.testkit.FakeEnergy;
import org.bandsaw.testkit.FakeProbe;
import org.bandsaw.testkit.ManualTicker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EnergyRunTest {

  private static final Duration ROW = Duration.ofMillis(1);

  private final ManualTicker time = ManualTicker.start();
  private final List<RunEvent> events = new ArrayList<>();
  private final List<FakeEnergy> sources = new ArrayList<>();
  private long workedNanos;

  /** Each row takes 1 ms of work; chunks have 100 rows. */
  private Job job(int rows) {
    return Pipeline.builder()
        .stage(
            Stages.filter(
                "costly",
                row -> {
                  time.advance(ROW);
                  workedNanos += ROW.toNanos();
                  return true;
                }))
        .learn("fare", Learners.sgd())
        .build()
        .on(Trips.source(rows))
        .chunks(ChunkPolicy.fixed(100))
        .probe(FakeProbe.idle())
        .time(time, time)
        .listener(events::add);
  }

  private FakeEnergy meterOf(Supplier<EnergyReading> readings) {
    FakeEnergy source = FakeEnergy.returning(readings);
    sources.add(source);
    return source;
  }

  /** A machine with constant power while rows are processed and while the run is idle. */
  private FakeEnergy machine(double busyWatts, double idleWatts) {
    long workBefore = workedNanos;
    long timeBefore = time.nanoTime();
    return meterOf(
        () -> {
          double busySeconds = (workedNanos - workBefore) / 1e9;
          double idleSeconds = (time.nanoTime() - timeBefore) / 1e9 - busySeconds;
          return measured(busyWatts * busySeconds + idleWatts * idleSeconds, 0);
        });
  }

  private static EnergyReading measured(double joules, long discarded) {
    return new EnergyReading.Measured(joules, List.of("package-0"), discarded);
  }

  private <E extends RunEvent> List<E> published(Class<E> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @AfterEach
  void everyMeterIsClosedAndTheInterruptFlagIsClear() {
    assertThat(sources).allSatisfy(source -> assertThat(source.openCount()).isZero());
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void theReportContainsTheEnergyOfTheRun() {
    StreamReport report = job(1_000).energy(machine(250, 0)).runStreaming();

    // 1 s at 250 W, in 10 chunks
    assertThat(report.energy().reading()).isEqualTo(measured(250, 0));
    assertThat(report.energy().joulesPerThousandRows()).isEqualTo(Figure.known(250));
    assertThat(report.energy().joulesPerChunk()).isEqualTo(Figure.known(25));
    assertThat(report.energy().budget()).isEqualTo(new BudgetOutcome.NotSet());
    assertThat(report.toString().lines())
        .contains(
            "energy    250.000 J measured (package-0)",
            "          250.000 J per 1,000 rows, 25.000 J per chunk");
    assertThat(report.timeByStep()).doesNotContainKey("pause for energy budget");
  }

  @Test
  void everyChunkRecordContainsItsEnergy() {
    StreamReport report = job(300).energy(machine(250, 0)).runStreaming();

    assertThat(report.chunks().records())
        .extracting(StreamReport.ChunkRecord::energy)
        .hasSize(3)
        .allSatisfy(energy -> assertThat(energy).isInstanceOf(EnergyReading.Measured.class))
        .allSatisfy(energy -> assertThat(energy.figure().value()).isCloseTo(25, offset(1e-9)));
    assertThat(published(RunEvent.Committed.class))
        .extracting(RunEvent.Committed::energy)
        .isEqualTo(
            report.chunks().records().stream().map(StreamReport.ChunkRecord::energy).toList());
  }

  @Test
  void theReportOfABatchContainsItsEnergy() {
    BatchReport report = job(1_000).energy(machine(250, 0), EnergyBudget.ofJoules(10)).runBatch();

    // each time that a batch processes a row takes 1 ms at 250 W
    double joules = 250 * (workedNanos / 1e9);
    assertThat(report.energy().reading().figure().value()).isCloseTo(joules, offset(1e-9));
    assertThat(report.energy().joulesPerThousandRows().value()).isCloseTo(joules, offset(1e-9));
    assertThat(report.energy().joulesPerChunk().value()).isCloseTo(joules, offset(1e-9));
    assertThat(report.energy().budget()).isInstanceOf(BudgetOutcome.Exceeded.class);
    assertThat(published(RunEvent.EnergyOverBudget.class)).hasSize(1);
    assertThat(report.toString())
        .contains(" J measured (package-0)")
        .contains("          exceeded by");
  }

  @Test
  void withoutASourceNoEnergyIsReported() {
    StreamReport report = job(300).runStreaming();
    BatchReport batch = job(300).runBatch();

    assertThat(report.energy()).isEqualTo(batch.energy()).isEqualTo(EnergyReport.NOT_REQUESTED);
    assertThat(report.energy().reading().describe())
        .isEqualTo("n/a: not measured: the job has no energy source");
    assertThat(report.toString()).doesNotContain("energy");
    assertThat(batch.toString()).doesNotContain("energy");
    assertThat(report.chunks().records())
        .extracting(StreamReport.ChunkRecord::energy)
        .containsOnly(new EnergyReading.NotRequested());
    assertThat(published(RunEvent.Committed.class))
        .extracting(RunEvent.Committed::energy)
        .containsOnly(new EnergyReading.NotRequested());
  }

  @Test
  void resultsDoNotDependOnMeasuringEnergy() {
    StreamReport without = job(2_000).runStreaming();
    StreamReport with =
        job(2_000).energy(machine(250, 10), EnergyBudget.ofWatts(100).pause()).runStreaming();

    assertThat(with.trained()).isEqualTo(without.trained());
    assertThat(with.scores()).isEqualTo(without.scores());
    assertThat(with.rows()).isEqualTo(without.rows());
  }

  @Test
  void aJobThatRunsTwiceOpensTwoMeters() {
    FakeEnergy source = machine(100, 0);
    Job job = job(100).energy(source);
    job.runStreaming();
    job.runStreaming();

    assertThat(source.opened()).isEqualTo(2);
  }

  @Test
  void unavailableEnergyIsReportedWithItsReason() {
    EnergyReading why =
        new EnergyReading.Unavailable("this is a virtual machine", Optional.of("sudo x"));
    StreamReport report =
        job(300).energy(meterOf(() -> why), EnergyBudget.ofWatts(1).pause()).runStreaming();

    Figure unknown = Figure.unknown("this is a virtual machine");
    assertThat(report.energy())
        .isEqualTo(
            new EnergyReport(
                why,
                unknown,
                unknown,
                unknown,
                new BudgetOutcome.Unverified("this is a virtual machine")));
    assertThat(report.chunks().records())
        .extracting(StreamReport.ChunkRecord::energy)
        .containsOnly(why);
    assertThat(report.toString().lines())
        .contains(
            "energy    n/a: this is a virtual machine; to grant access: sudo x",
            "          budget not checked: this is a virtual machine");
    assertThat(published(RunEvent.Paused.class)).isEmpty();
  }

  @Test
  void anEstimateIsReportedAsAnEstimate() {
    StreamReport report =
        job(300)
            .probe(FakeProbe.withCpuTime(2, () -> workedNanos, () -> 2 * workedNanos))
            .energy(meterOf(() -> new EnergyReading.Estimated(7, "0.5 s × 14.0 W", 14)))
            .runStreaming();

    assertThat(report.chunks().records().get(0).energy())
        .isEqualTo(new EnergyReading.Estimated(7, "0.5 s × 14.0 W", 14));
    assertThat(report.energy().attributedJoules())
        .isEqualTo(Figure.unknown("only measured energy is attributed"));
    assertThat(report.toString())
        .contains("energy    7.000 J estimated, not measured (0.5 s × 14.0 W)")
        .doesNotContain("J measured");
  }

  @Test
  void theShareOfTheProcessIsReportedAsAnAttribution() {
    // all other processes together use 4 times the processor time of this process
    StreamReport report =
        job(1_000)
            .probe(FakeProbe.withCpuTime(2, () -> workedNanos, () -> 5 * workedNanos))
            .energy(machine(250, 0))
            .runStreaming();

    assertThat(report.energy().attributedJoules()).isEqualTo(Figure.known(50));
    assertThat(report.toString().lines())
        .contains(
            "          50.000 J attributed to this process by its share of processor time, not"
                + " measured");
  }

  @Test
  void atMostAllEnergyIsAttributed() {
    // clocks that tick at different times may report more for a process than for its machine
    StreamReport report =
        job(1_000)
            .probe(FakeProbe.withCpuTime(2, () -> workedNanos, () -> workedNanos * 9 / 10))
            .energy(machine(250, 0))
            .runStreaming();

    assertThat(report.energy().attributedJoules()).isEqualTo(Figure.known(250));
  }

  @Test
  void withoutProcessorTimeNoEnergyIsAttributed() {
    StreamReport report = job(1_000).energy(machine(250, 0)).runStreaming();
    StreamReport still =
        job(1_000)
            .probe(FakeProbe.withCpuTime(2, () -> workedNanos, () -> 7))
            .energy(machine(250, 0))
            .runStreaming();

    assertThat(report.energy().attributedJoules())
        .isEqualTo(
            Figure.unknown(
                "this system does not report the processor time of the process and the machine"));
    assertThat(still.energy().attributedJoules())
        .isEqualTo(Figure.unknown("the processor time of the machine did not change"));
    assertThat(report.toString()).doesNotContain("attributed");
  }

  @Test
  void chunksShorterThanFiveMillisecondsShareSamples() {
    // chunks of 3 rows take 3 ms: the 1st is too soon, the 2nd is sampled together with it
    StreamReport report =
        job(12).chunks(ChunkPolicy.fixed(3)).energy(machine(250, 0)).runStreaming();

    assertThat(report.chunks().records())
        .extracting(chunk -> chunk.energy().describe())
        .containsExactly(
            "n/a: not sampled: less than 5 ms since the last sample",
            "n/a: sampled together with earlier chunks that were not sampled",
            "n/a: not sampled: less than 5 ms since the last sample",
            "n/a: sampled together with earlier chunks that were not sampled");
    // the report of the run contains all of it: 12 ms at 250 W, a quarter of that per chunk
    assertThat(report.energy().reading().figure().value()).isCloseTo(3, offset(1e-9));
    assertThat(report.energy().joulesPerChunk().value()).isCloseTo(0.75, offset(1e-9));
  }

  @Test
  void aChunkWithoutCountedEnergyIsUnavailableNotZero() {
    AtomicInteger samples = new AtomicInteger();
    // the counter changes at the first sample but not at the second; the third is discarded
    StreamReport report =
        job(300)
            .energy(meterOf(() -> measured(5, samples.incrementAndGet() < 3 ? 0 : 1)))
            .runStreaming();

    assertThat(report.chunks().records())
        .extracting(chunk -> chunk.energy().describe())
        .containsExactly(
            "5.000 J measured (package-0)",
            "n/a: no energy was counted in this time",
            "n/a: a sample was discarded in this time");
  }

  @Test
  void aBudgetInJoulesWarnsOnce() {
    StreamReport report =
        job(4_000).energy(machine(250, 0), EnergyBudget.ofJoules(510)).runStreaming();

    // 25 J per chunk: 525 is the first sample above 510; the total is 1 000 J
    assertThat(published(RunEvent.EnergyOverBudget.class))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.used()).isCloseTo(525, offset(1e-6));
              assertThat(event.limit()).isEqualTo(510);
              assertThat(event.unit()).isEqualTo("J");
              assertThat(event.measured()).isTrue();
            });
    assertThat(report.energy().budget())
        .isInstanceOfSatisfying(
            BudgetOutcome.Exceeded.class,
            exceeded ->
                assertThat(exceeded.excessShare()).isCloseTo(1_000.0 / 510 - 1, offset(1e-9)));
    assertThat(published(RunEvent.Paused.class)).isEmpty();
    assertThat(report.took()).isEqualTo(Duration.ofSeconds(4));
    assertThat(report.toString()).contains("          exceeded by 96.1 %: 1000.0 J measured");
  }

  @Test
  void aBudgetInWattsWarns() {
    StreamReport report =
        job(30_000).energy(machine(200, 0), EnergyBudget.ofWatts(100)).runStreaming();

    assertThat(published(RunEvent.EnergyOverBudget.class))
        .singleElement()
        .satisfies(event -> assertThat(event.used()).isCloseTo(200, offset(1e-6)));
    assertThat(report.energy().budget()).isInstanceOf(BudgetOutcome.Exceeded.class);
    assertThat(published(RunEvent.Paused.class)).isEmpty();
  }

  @Test
  void aBudgetInWattsMayPause() {
    StreamReport report =
        job(10_000).energy(machine(200, 50), EnergyBudget.ofWatts(100).pause()).runStreaming();

    // 10 s busy at 200 W and t s idle at 50 W are 100 W on average if t = 20; there is no pause
    // after the last chunk (0.1 s busy, 0.2 s idle)
    assertThat(report.took()).isBetween(Duration.ofMillis(29_700), Duration.ofSeconds(30));
    Duration rested = Objects.requireNonNull(report.timeByStep().get("pause for energy budget"));
    assertThat(rested).isEqualTo(report.took().minus(Duration.ofSeconds(10)));
    assertThat(published(RunEvent.Paused.class))
        .isNotEmpty()
        .allSatisfy(
            pause -> {
              assertThat(pause.took()).isLessThanOrEqualTo(Duration.ofMillis(200));
              assertThat(pause.reason())
                  .isEqualTo("the energy budget is used up, 100.0 W on average");
            });
    assertThat(report.energy().budget()).isInstanceOf(BudgetOutcome.Within.class);
    assertThat(published(RunEvent.EnergyOverBudget.class)).isEmpty();
  }

  @Test
  void aRunDoesNotPauseForeverOnAMachineThatIdlesAboveTheBudget() {
    StreamReport report =
        job(20_000).energy(machine(200, 150), EnergyBudget.ofWatts(100).pause()).runStreaming();

    // pauses of 5 s in total, the last one of 0.2 s included, do not help; then none for a minute
    assertThat(report.took()).isBetween(Duration.ofSeconds(25), Duration.ofMillis(25_200));
    assertThat(report.energy().budget()).isInstanceOf(BudgetOutcome.Exceeded.class);
    assertThat(published(RunEvent.EnergyOverBudget.class)).hasSize(1);
  }

  @Test
  void aBatchPausesBetweenStages() {
    BatchReport report =
        job(1_000).energy(machine(200, 50), EnergyBudget.ofWatts(100).pause()).runBatch();

    // the stage exceeds the budget by 100 J per second, which pauses pay back at 50 W
    Duration work = Duration.ofNanos(workedNanos);
    Duration rested = Objects.requireNonNull(report.timeByStep().get("pause for energy budget"));
    assertThat(rested).isBetween(work.multipliedBy(2).minusMillis(10), work.multipliedBy(2));
  }

  @Test
  void computeAndEnergyBudgetsCanBeCombined() {
    StreamReport report =
        job(5_000)
            .probe(FakeProbe.withCpuTime(1, () -> workedNanos))
            .compute(ComputeBudget.ofShare(0.5))
            .energy(machine(200, 50), EnergyBudget.ofWatts(100).pause())
            .runStreaming();

    // the compute budget allows half of the time, the energy budget a third
    assertThat(report.took()).isBetween(Duration.ofMillis(14_000), Duration.ofMillis(15_100));
    assertThat(report.compute()).isInstanceOf(BudgetOutcome.Within.class);
    assertThat(report.energy().budget()).isInstanceOf(BudgetOutcome.Within.class);
  }

  @Test
  void aMeterThatThrowsIsClosedAndTheRunContinues() {
    AtomicInteger samples = new AtomicInteger();
    StreamReport report =
        job(1_000)
            .energy(
                meterOf(
                    () -> {
                      if (samples.incrementAndGet() == 3) {
                        throw new IllegalStateException("out of order");
                      }
                      return measured(samples.get(), 0);
                    }),
                EnergyBudget.ofJoules(100))
            .runStreaming();

    assertThat(report.rows().committed()).isEqualTo(1_000);
    assertThat(samples).hasValue(3);
    assertThat(report.energy().reading().describe())
        .isEqualTo("n/a: the energy meter threw java.lang.IllegalStateException: out of order");
    assertThat(report.energy().attributedJoules())
        .isEqualTo(Figure.unknown("the energy meter threw"));
    assertThat(report.energy().budget()).isInstanceOf(BudgetOutcome.Unverified.class);
  }

  @Test
  void aFailedRunClosesItsMeterAndReportsItsEnergy() {
    Job failing =
        Pipeline.builder()
            .stage(
                Stages.filter(
                    "breaks",
                    row -> {
                      time.advance(ROW);
                      workedNanos += ROW.toNanos();
                      if (row.number("distance") > 250) {
                        throw new IllegalStateException("broken");
                      }
                      return true;
                    }))
            .build()
            .on(Trips.source(1_000))
            .chunks(ChunkPolicy.fixed(100))
            .probe(FakeProbe.idle())
            .time(time, time);

    assertThatThrownBy(failing.energy(machine(250, 0))::runStreaming).hasRootCauseMessage("broken");
    assertThatThrownBy(failing.energy(machine(250, 0))::runBatch).hasRootCauseMessage("broken");
    RunningJob running = failing.energy(machine(250, 0)).start();
    assertThatThrownBy(running::await).hasRootCauseMessage("broken");
    // 251 rows at 250 W and 1 ms each
    assertThat(running.report().energy().reading().figure().value()).isCloseTo(62.75, offset(1e-9));
  }

  @Test
  void aPullRunWithoutARequestOpensNoMeter() {
    FakeEnergy source = machine(250, 0);
    try (PullRun run = job(300).energy(source).pull()) {
      assertThat(run.report().energy()).isEqualTo(EnergyReport.NOT_REQUESTED);
    }
    assertThat(source.opened()).isZero();
  }

  @Test
  void closingAPullRunEarlyClosesTheMeter() {
    FakeEnergy source = machine(250, 0);
    try (PullRun run = job(300).energy(source).pull()) {
      run.iterator().next();
      assertThat(source.openCount()).isEqualTo(1);
    }
    assertThat(source.opened()).isEqualTo(1);
  }

  @Test
  void anInterruptionDuringAPauseEndsTheRun() {
    Job job =
        job(5_000)
            .energy(machine(200, 50), EnergyBudget.ofWatts(100).pause())
            .time(
                time,
                pause -> {
                  throw new InterruptedException();
                });

    assertThatThrownBy(job::runStreaming)
        .isInstanceOf(RunCancelledException.class)
        .hasMessage("interrupted while pausing to keep the energy budget");
    assertThat(Thread.interrupted()).isTrue();
  }
}
