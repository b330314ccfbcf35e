package org.bandsaw.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.bandsaw.data.Figure;
import org.bandsaw.observe.TelemetryReport;
import org.junit.jupiter.api.Test;

/** Sessions on a fake machine with a manual clock. */
class TelemetrySessionTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final FakeMachine machine = new FakeMachine();
  private final ManualScheduler scheduler = new ManualScheduler();

  private TelemetrySession session() {
    return machine.session(scheduler);
  }

  private static Figure reason(String text) {
    return Figure.unknown(text);
  }

  @Test
  void oneBusyThreadIsHalfOfTwoProcessors() {
    try (TelemetrySession session = session()) {
      Snapshot before = session.snapshot();
      machine.work(Duration.ofSeconds(10), 1);
      Comparison both = TelemetrySession.compare(before, session.snapshot());

      // 10 s of processor time in 10 s, of 2 processors
      assertThat(both.value(Metric.CPU_PROCESS)).isEqualTo(Figure.known(0.5));
      assertThat(both.value(Metric.CPU_RUN)).isEqualTo(Figure.known(1));
      assertThat(both.took()).isEqualTo(Duration.ofSeconds(10));
    }
  }

  /** Processor time is counted in steps of 10 ms. */
  @Property(tries = 200)
  void theShareOfABusyLoopIsAccurateToThreePercentagePoints(
      @ForAll @DoubleRange(min = 0, max = 2) double busy,
      @ForAll @IntRange(min = 350, max = 5_000) int millis,
      @ForAll @IntRange(min = 0, max = 9_999_999) int offset) {
    FakeMachine machine = new FakeMachine();
    try (TelemetrySession session = machine.session(new ManualScheduler())) {
      machine.cpuNanos = 0;
      Snapshot before = session.snapshot();
      machine.work(Duration.ofMillis(millis), busy);
      machine.cpuNanos = (machine.cpuNanos + offset) / 10_000_000 * 10_000_000;
      Figure share = TelemetrySession.compare(before, session.snapshot()).value(Metric.CPU_PROCESS);

      assertThat(share.value()).isCloseTo(busy / FakeMachine.PROCESSORS, within(0.03));
    }
  }

  @Test
  void aRateIsUnknownBelowTheMinimumTime() {
    try (TelemetrySession session = session()) {
      Snapshot before = session.snapshot();
      machine.work(Duration.ofMillis(249), 1);

      assertThat(TelemetrySession.compare(before, session.snapshot()).value(Metric.CPU_PROCESS))
          .isEqualTo(reason("a rate needs 0.25 s or more"));
    }
  }

  @Test
  void hostRatesAreOverTheTimeBetweenHostReadings() {
    machine.count(Metric.DISK_READ, 1_000);
    machine.count(Metric.CPU_SYSTEM, 5);
    try (TelemetrySession session = session()) {
      scheduler.runAll(); // read at 0 s
      Snapshot before = session.snapshot();
      machine.work(Duration.ofSeconds(4), 0);
      machine.count(Metric.DISK_READ, 2_000);
      machine.count(Metric.CPU_SYSTEM, 3);
      scheduler.runAll(); // read at 4 s
      machine.work(Duration.ofMillis(900), 0);
      Comparison both = TelemetrySession.compare(before, session.snapshot());

      // 2000 bytes in the 4 s between the readings, not in the 4.9 s between the snapshots
      assertThat(both.value(Metric.DISK_READ)).isEqualTo(Figure.known(500));
      // 3 of 4 seconds of a processor
      assertThat(both.value(Metric.CPU_SYSTEM)).isEqualTo(Figure.known(0.75));
    }
  }

  @Test
  void hostRatesAreUnknownIfTheHostWasNotReadAgain() {
    machine.count(Metric.DISK_READ, 1_000);
    try (TelemetrySession session = session()) {
      scheduler.runAll();
      Snapshot before = session.snapshot();
      machine.work(Duration.ofMillis(900), 0);
      machine.count(Metric.DISK_READ, 4_000);
      scheduler.runAll(); // too early for another reading

      assertThat(TelemetrySession.compare(before, session.snapshot()).value(Metric.DISK_READ))
          .isEqualTo(reason("the host, read at most once a second, was not read in between"));
    }
  }

  @Test
  void readsTheHostAtMostOnceASecond() {
    try (TelemetrySession session = session()) {
      for (int i = 0; i < 50; i++) {
        scheduler.runAll();
        machine.work(Duration.ofMillis(100), 0);
        assertThat(session.snapshot().takenAt()).isEqualTo(machine.time.now());
      }
    }

    // 50 executions in 5 s: readings at 0, 1, 2, 3 and 4 s
    assertThat(machine.hostReads).isEqualTo(5);
  }

  @Test
  void readsTheHostAfterItsDelay() {
    Telemetry telemetry = machine.telemetry(scheduler).hostDelay(Duration.ofSeconds(3));
    machine.host.put(Metric.LOAD_AVERAGE, Figure.known(1.5));
    try (TelemetrySession session = TelemetrySession.start(telemetry, machine, machine.time)) {
      machine.work(Duration.ofMillis(2_999), 0);
      scheduler.runAll();
      assertThat(machine.hostReads).isZero();
      assertThat(session.snapshot().value(Metric.LOAD_AVERAGE))
          .isEqualTo(reason("the host is first read after 3.0 s"));

      machine.work(Duration.ofMillis(1), 0);
      scheduler.runAll();
      assertThat(session.snapshot().value(Metric.LOAD_AVERAGE)).isEqualTo(Figure.known(1.5));
    }
  }

  @Test
  void valuesThatTheHostDoesNotReportAreUnknown() {
    machine.host.put(Metric.LOAD_AVERAGE, Figure.known(0));
    try (TelemetrySession session = session()) {
      assertThat(session.snapshot().value(Metric.TEMPERATURE))
          .isEqualTo(reason("the host has not been read yet"));
      scheduler.runAll();
      assertThat(session.snapshot().value(Metric.TEMPERATURE))
          .isEqualTo(reason("not reported by the host"));
      assertThat(session.snapshot().value(Metric.LOAD_AVERAGE)).isEqualTo(Figure.known(0));
    }
  }

  @Test
  void notesAFailureOfTheHostAndDoesNotReadItAgain() {
    int[] opened = new int[1];
    Telemetry telemetry =
        Telemetry.of(
                machine.with(
                    () -> {
                      opened[0]++;
                      throw new UnsatisfiedLinkError("no jnidispatch");
                    },
                    scheduler))
            .hostDelay(Duration.ZERO);
    try (TelemetrySession session = TelemetrySession.start(telemetry, machine, machine.time)) {
      scheduler.runAll();
      machine.work(SECOND, 1);
      scheduler.runAll();

      assertThat(opened[0]).isEqualTo(1);
      assertThat(session.snapshot().value(Metric.LOAD_AVERAGE).text(1))
          .contains("could not be read", "no jnidispatch");
      assertThat(session.report().metric("cpu_process").mean()).isEqualTo(Figure.known(0.5));
      assertThat(session.report().notes()).anyMatch(note -> note.contains("no jnidispatch"));
    }
  }

  @Test
  void notesAFailureOfTheProbeAndStopsSampling() {
    try (TelemetrySession session = session()) {
      machine.limitBytes = OptionalLong.of(0);
      // used / 0 is not a valid figure, so the snapshot fails
      scheduler.runAll();
      scheduler.runAll();

      assertThat(session.report().samples()).isEqualTo(1);
      assertThat(session.report().notes().get(0))
          .startsWith("sampling stopped because the probe failed: ");
    }
  }

  @Test
  void comparisonsHaveTheChangesOfGauges() {
    machine.limitBytes = OptionalLong.of(192 << 20);
    try (TelemetrySession session = session()) {
      Snapshot before = session.snapshot();
      machine.residentBytes -= 1 << 20;
      machine.work(SECOND, 0);
      Snapshot after = session.snapshot();

      assertThat(after.value(Metric.RESIDENT_MEMORY)).isEqualTo(Figure.known(63 << 20));
      assertThat(after.value(Metric.CONTAINER_MEMORY_USE)).isEqualTo(Figure.known(0.5));
      assertThat(after.value(Metric.CONTAINER_PROCESSORS)).isEqualTo(reason("no limit is set"));
      assertThat(after.value(Metric.CPU_PROCESS))
          .isEqualTo(reason("a rate needs two snapshots; compare them"));
      Comparison both = TelemetrySession.compare(before, after);
      assertThat(both.value(Metric.RESIDENT_MEMORY)).isEqualTo(Figure.known(-(1 << 20)));
      assertThat(both.toString().lines())
          .contains("1.000 s", "resident_memory (change) -1048576.0000 bytes");
    }
  }

  @Test
  void comparesSnapshotsOfOneSessionInOrderOnly() {
    try (TelemetrySession session = session();
        TelemetrySession other = session()) {
      Snapshot first = session.snapshot();
      machine.work(SECOND, 1);
      Snapshot second = session.snapshot();

      assertThatThrownBy(() -> TelemetrySession.compare(second, first))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("pass the earlier one first");
      assertThatThrownBy(() -> TelemetrySession.compare(first, other.snapshot()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("two sessions");
    }
  }

  @Test
  void aLongSeriesIsDownsampledAndSummariesCoverAllSamples() {
    TelemetrySession session = session();
    for (int i = 1; i <= 5_000; i++) {
      machine.work(SECOND, i == 1_234 ? 2 : 0.5);
      scheduler.runAll();
      assertThat(session.report().series()).hasSizeLessThan(600);
    }
    TelemetryReport report = session.report();

    // with the one at the start 5001 samples; 600 halve to 300 for k = 1, 2, 4, 8: k = 16
    assertThat(report.samples()).isEqualTo(5_001);
    assertThat(report.seriesStride()).isEqualTo(16);
    assertThat(report.series()).extracting(sample -> sample.at().toSeconds() % 16).containsOnly(0L);
    assertThat(report.series()).hasSize(313); // 0, 16, … 4992
    TelemetryReport.MetricSummary process = report.metric("cpu_process");
    // (4999 · 0.5 + 2) / 2 / 5000
    assertThat(process.mean().value()).isCloseTo(0.25015, within(1e-12));
    assertThat(process.max().value()).isCloseTo(1, within(1e-9)); // though that sample was dropped
    assertThat(process.min().value()).isCloseTo(0.25, within(1e-9));
    assertThat(report.duration()).isEqualTo(Duration.ofSeconds(5_000));
  }

  @Test
  void theMeanOfARateIsWeightedByTime() {
    TelemetrySession session = session();
    machine.work(Duration.ofSeconds(9), 2);
    scheduler.runAll();
    machine.work(SECOND, 0);
    session.close();

    TelemetryReport.MetricSummary process = session.report().metric("cpu_process");
    assertThat(process.mean()).isEqualTo(Figure.known(0.9)); // 18 s of 20, not (1 + 0) / 2
    assertThat(process.last()).isEqualTo(Figure.known(0));
  }

  @Test
  void aShortLastSampleOnlyCountsInTheMean() {
    TelemetrySession session = session();
    machine.work(SECOND, 1);
    scheduler.runAll();
    machine.work(Duration.ofMillis(125), 2);
    session.close();

    TelemetryReport.MetricSummary process = session.report().metric("cpu_process");
    assertThat(process.mean().value()).isCloseTo(1.25 / 2.25, within(1e-12));
    assertThat(process.max()).isEqualTo(Figure.known(0.5));
    assertThat(process.last()).isEqualTo(Figure.known(0.5));
  }

  @Test
  void aCounterResetIsNotANegativeRate() {
    machine.count(Metric.NETWORK_SENT, 5_000);
    TelemetrySession session = session();
    scheduler.runAll();
    machine.work(SECOND, 0);
    machine.host.put(Metric.NETWORK_SENT, Figure.known(10)); // the interface was restarted
    scheduler.runAll();
    TelemetryReport.Sample afterReset = last(session.report());
    machine.work(SECOND, 0);
    machine.count(Metric.NETWORK_SENT, 30);
    scheduler.runAll();

    assertThat(afterReset.values().get(Metric.NETWORK_SENT.index()))
        .isEqualTo(reason("its counter was reset"));
    assertThat(session.report().metric("network_sent").mean()).isEqualTo(Figure.known(30));
    session.close();
  }

  private static TelemetryReport.Sample last(TelemetryReport report) {
    return report.series().get(report.series().size() - 1);
  }

  @Test
  void closeTakesTheLastSample() {
    TelemetrySession session = session();
    machine.work(SECOND, 1);
    session.close();
    machine.work(SECOND, 1);
    scheduler.runAll();
    session.close();

    assertThat(session.report().samples()).isEqualTo(2);
    assertThat(session.report().metric("cpu_process").mean()).isEqualTo(Figure.known(0.5));
    assertThat(scheduler.closed).isPositive();
  }

  @Test
  void summarizesTheMainMetrics() {
    machine.host.put(Metric.DISK_READ, Figure.known(0));
    TelemetrySession session = session();
    scheduler.runAll();
    machine.work(Duration.ofSeconds(2), 1);
    machine.count(Metric.DISK_READ, 3 << 20);
    machine.collections = 4;
    session.close();
    List<String> lines = session.report().summary();

    // 4 collections are 0.04 s of 2 s; the host was not read a second time
    assertThat(lines)
        .containsExactly(
            "3 samples over 2.0 s",
            "processor: process 50.0 %, this run 100.0 %, garbage collector 2.0 %",
            "memory: resident at most 64.0 MiB, heap at most 10.0 MiB, direct at most 1.0 MiB");
  }

  @Test
  void aTaskThatIsClosedDuringItsDelayNeverRuns() {
    AtomicInteger executions = new AtomicInteger();
    Machine.PeriodicTask task =
        new SystemMachine()
            .schedule(
                "bandsaw-telemetry-early",
                Duration.ofHours(1),
                Duration.ofMillis(1),
                executions::incrementAndGet);

    task.close();
    task.awaitTermination();

    assertThat(executions).hasValue(0);
    assertThat(((Thread) task).isAlive()).isFalse();
  }

  @Test
  void theThreadOfATaskEndsWhenItIsClosed() throws InterruptedException {
    CountDownLatch executed = new CountDownLatch(3);
    Machine.PeriodicTask task =
        new SystemMachine()
            .schedule(
                "bandsaw-telemetry-test", Duration.ZERO, Duration.ofMillis(1), executed::countDown);
    executed.await();
    Thread thread =
        Thread.getAllStackTraces().keySet().stream()
            .filter(each -> each.getName().equals("bandsaw-telemetry-test"))
            .findFirst()
            .orElseThrow();
    assertThat(thread.isDaemon()).isTrue();

    task.close();
    task.awaitTermination();

    assertThat(thread.isAlive()).isFalse();
  }

  @Test
  void refusesIntervalsBelowOneSecond() {
    assertThatThrownBy(() -> Telemetry.standard().every(Duration.ofMillis(999)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the sampling interval must be 1 s or longer, not PT0.999S");
    assertThatThrownBy(() -> Telemetry.standard().hostDelay(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
