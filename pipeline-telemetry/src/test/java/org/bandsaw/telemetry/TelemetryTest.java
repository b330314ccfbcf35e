package org.bandsaw.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.bandsaw.Job;
import org.bandsaw.data.Figure;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.observe.TelemetryReport;
import org.bandsaw.report.BatchReport;
import org.bandsaw.report.StreamReport;
import org.junit.jupiter.api.Test;

/** Telemetry of runs on a fake machine with a manual clock. */
class TelemetryTest {

  private final FakeMachine machine = new FakeMachine();
  private final ManualScheduler scheduler = new ManualScheduler();

  private Job job(int rows) {
    return Rides.job(rows)
        .probe(machine)
        .time(machine.time, machine.time)
        .telemetry(machine.telemetry(scheduler).hostDelay(Duration.ZERO));
  }

  @Test
  void aStreamReportHasTelemetry() {
    machine.count(Metric.CPU_SYSTEM, 7);
    StreamReport report =
        job(12)
            .listener(
                RunEvent.Committed.class,
                chunk -> {
                  scheduler.runAll();
                  machine.work(Duration.ofSeconds(2), 1.5);
                  machine.count(Metric.CPU_SYSTEM, 1.8);
                })
            .runStreaming();

    TelemetryReport measured = report.telemetry().orElseThrow();
    // samples at 0, 2, 4 and 6 s and at the end, 8 s; 1.5 of 2 processors
    assertThat(measured.samples()).isEqualTo(5);
    assertThat(measured.series())
        .extracting(sample -> sample.at().toSeconds())
        .containsExactly(0L, 2L, 4L, 6L, 8L);
    assertThat(measured.metric("cpu_process").mean()).isEqualTo(Figure.known(0.75));
    assertThat(measured.metric("cpu_system").mean().text(9)).isEqualTo("0.900000000");
    assertThat(report.toString().lines())
        .anyMatch(line -> line.startsWith("telemetry 5 samples over 8.0 s"))
        .anyMatch(line -> line.startsWith("          processor: process 75.0 %"));
  }

  @Test
  void readsNothingBeforeTheFirstCommit() {
    List<Integer> reads = new ArrayList<>();
    List<Integer> started = new ArrayList<>();
    job(6)
        .listener(
            event -> {
              reads.add(machine.counterReads);
              started.add(scheduler.names.size());
            })
        .runStreaming();

    // called after telemetry: start, two chunks, end, which takes the first sample here
    assertThat(started).containsExactly(0, 1, 1, 1);
    assertThat(reads).containsExactly(0, 0, 0, 1);
    assertThat(scheduler.names).containsExactly("bandsaw-telemetry-rides");
    assertThat(scheduler.initialDelays).containsExactly(Duration.ofMillis(250));
    assertThat(scheduler.closed).isEqualTo(1);
  }

  @Test
  void aRunDoesNotWaitForAHostThatBlocks() {
    CountDownLatch opening = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    Telemetry telemetry =
        Telemetry.of(
                machine.with(
                    () -> {
                      opening.countDown();
                      try {
                        never.await();
                      } catch (InterruptedException interrupted) {
                        throw new IllegalStateException(interrupted);
                      }
                      return machine::readHost;
                    },
                    null))
            .hostDelay(Duration.ZERO);

    StreamReport report =
        Rides.job(30)
            .probe(machine)
            .time(machine.time, machine.time)
            .telemetry(telemetry)
            .listener(
                RunEvent.Committed.class,
                chunk -> {
                  try {
                    opening.await(); // the host is being opened from here on
                  } catch (InterruptedException interrupted) {
                    throw new IllegalStateException(interrupted);
                  }
                })
            .runStreaming();

    assertThat(never.getCount()).isEqualTo(1);
    assertThat(report.rows().committed()).isEqualTo(28);
    assertThat(report.telemetry().orElseThrow().metric("load_average").mean())
        .isEqualTo(Figure.unknown("the host has not been read yet"));
    never.countDown();
  }

  @Test
  void samplesABatchFromItsStart() {
    BatchReport report = job(12).runBatch();

    assertThat(scheduler.names).hasSize(1);
    assertThat(scheduler.closed).isEqualTo(1);
    assertThat(report.telemetry().orElseThrow().samples()).isEqualTo(1);
  }

  @Test
  void aRunWithoutChunksHasNoSamples() {
    StreamReport report = job(0).runStreaming();

    TelemetryReport measured = report.telemetry().orElseThrow();
    assertThat(scheduler.names).isEmpty();
    assertThat(measured.samples()).isZero();
    assertThat(measured.metric("resident_memory").mean())
        .isEqualTo(Figure.unknown("no sample was taken"));
  }

  @Test
  void doesNotChangeTheResult() {
    StreamReport without = Rides.job(40).runStreaming();
    StreamReport with = Rides.job(40).telemetry(Telemetry.standard()).runStreaming();

    assertThat(with.trained()).isEqualTo(without.trained());
    assertThat(with.scores()).isEqualTo(without.scores());
    assertThat(with.notes()).isEqualTo(without.notes());
    assertThat(with.telemetry().orElseThrow().metric("load_average").mean())
        .isEqualTo(Figure.unknown("the host is first read after 30.0 s"));
    assertThat(with.telemetry().orElseThrow().metric("heap_used").mean().value()).isPositive();
  }

  @Test
  void forwardsEventsToOtherTelemetry() {
    List<String> events = new ArrayList<>();
    Telemetry both =
        machine
            .telemetry(scheduler)
            .with(
                run ->
                    new org.bandsaw.observe.RunObserver() {
                      @Override
                      public void onEvent(RunEvent event) {
                        events.add(event.getClass().getSimpleName());
                      }

                      @Override
                      public Optional<TelemetryReport> report() {
                        return Optional.empty();
                      }

                      @Override
                      public void close() {
                        events.add("closed");
                      }
                    });

    StreamReport report =
        Rides.job(6).probe(machine).time(machine.time, machine.time).telemetry(both).runStreaming();

    assertThat(events).containsExactly("Started", "Committed", "Committed", "Ended", "closed");
    assertThat(report.telemetry()).isPresent();
  }
}
