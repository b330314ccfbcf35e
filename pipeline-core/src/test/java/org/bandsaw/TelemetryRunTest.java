package org.bandsaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.budget.ComputeBudget;
import org.bandsaw.budget.MemoryBudget;
import org.bandsaw.data.Figure;
import org.bandsaw.learn.Learners;
import org.bandsaw.observe.LearnerScores;
import org.bandsaw.observe.RunContext;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.observe.RunObserver;
import org.bandsaw.observe.RunTelemetry;
import org.bandsaw.observe.TelemetryReport;
import org.bandsaw.report.BatchReport;
import org.bandsaw.report.StreamReport;
import org.bandsaw.stage.Stages;
import org.bandsaw.testkit.FakeProbe;
import org.bandsaw.testkit.ManualTicker;
import org.junit.jupiter.api.Test;

/** What telemetry receives from a run, and how a run handles its failures. */
class TelemetryRunTest {

  private static final Pipeline PIPELINE =
      Pipeline.builder().learn("fare", Learners.mean()).build();

  private static final TelemetryReport MEASURED =
      new TelemetryReport(
          Duration.ofSeconds(2),
          3,
          List.of(
              new TelemetryReport.MetricSummary(
                  "cpu_process",
                  "share",
                  Figure.known(0.5),
                  Figure.known(0.25),
                  Figure.known(0.75),
                  Figure.known(0.75))),
          List.of(new TelemetryReport.Sample(Duration.ZERO, List.of(Figure.unknown("first")))),
          1,
          List.of("3 samples over 2.0 s", "process 50 %"),
          List.of());

  /** Records its calls. */
  private static final class RecordingTelemetry implements RunTelemetry {
    final List<RunContext> runs = new ArrayList<>();
    final List<String> calls = new ArrayList<>();
    final List<LearnerScores> scores = new ArrayList<>();

    @Override
    public RunObserver observe(RunContext run) {
      runs.add(run);
      return new RunObserver() {
        @Override
        public void onEvent(RunEvent event) {
          calls.add(event.getClass().getSimpleName());
        }

        @Override
        public void onScores(List<LearnerScores> soFar) {
          calls.add("scored");
          scores.addAll(soFar);
        }

        @Override
        public Optional<TelemetryReport> report() {
          return Optional.of(MEASURED);
        }

        @Override
        public void close() {
          calls.add("closed");
        }
      };
    }
  }

  @Test
  void aStreamPublishesEventsScoresAndItsEnd() {
    RecordingTelemetry telemetry = new RecordingTelemetry();

    StreamReport report =
        PIPELINE
            .on(Trips.source(9))
            .name("nightly")
            .memory(MemoryBudget.ofMebibytes(3))
            .chunks(ChunkPolicy.fixed(3))
            .telemetry(telemetry)
            .runStreaming();

    assertThat(telemetry.calls)
        .filteredOn(word -> !word.equals("scored"))
        .containsExactly("Started", "Committed", "Committed", "Committed", "Ended", "closed");
    assertThat(telemetry.calls.subList(telemetry.calls.size() - 3, telemetry.calls.size()))
        .containsExactly("scored", "Ended", "closed");
    LearnerScores last = telemetry.scores.get(telemetry.scores.size() - 1);
    assertThat(last.rows()).isEqualTo(9);
    assertThat(last.scores().keySet()).containsExactly("rmse", "mae", "r2");
    assertThat(last.scores().get("rmse")).isEqualTo(report.scores().rmse());
    assertThat(telemetry.runs).hasSize(1);
    RunContext run = telemetry.runs.get(0);
    assertThat(run.job()).isEqualTo("nightly");
    assertThat(run.mode()).isEqualTo(RunContext.Mode.STREAM);
    assertThat(run.memoryBudgetBytes()).isEqualTo(3 << 20);
    assertThat(run.computeShare().isKnown()).isFalse();
  }

  @Test
  void scoresArePublishedAtMostOnceASecond() {
    ManualTicker time = ManualTicker.start();
    RecordingTelemetry telemetry = new RecordingTelemetry();

    PIPELINE
        .on(Trips.source(10))
        .chunks(ChunkPolicy.fixed(1))
        .time(time, time)
        .probe(FakeProbe.idle())
        .listener(RunEvent.Committed.class, chunk -> time.advance(Duration.ofMillis(400)))
        .telemetry(telemetry)
        .runStreaming();

    // a chunk ends every 0.4 s: published at 1.2, 2.4 and 3.6 s, and at the end
    assertThat(telemetry.scores).extracting(LearnerScores::rows).containsExactly(3L, 6L, 9L, 10L);
  }

  @Test
  void aJobThatRunsTwiceIsObservedTwice() {
    RecordingTelemetry telemetry = new RecordingTelemetry();
    Job job = PIPELINE.on(Trips.source(3)).telemetry(telemetry);

    job.runStreaming();
    job.runStreaming();

    assertThat(telemetry.runs).hasSize(2);
    assertThat(telemetry.calls).filteredOn("closed"::equals).hasSize(2);
  }

  @Test
  void aBatchPublishesTheScoresOfTheHeldOutRows() {
    RecordingTelemetry telemetry = new RecordingTelemetry();

    BatchReport report = PIPELINE.on(Trips.source(10)).telemetry(telemetry).runBatch();

    assertThat(telemetry.calls).containsExactly("Started", "scored", "Ended", "closed");
    assertThat(telemetry.runs.get(0).mode()).isEqualTo(RunContext.Mode.BATCH);
    assertThat(telemetry.scores.get(0).scores().get("mae")).isEqualTo(report.test().mae());
    assertThat(report.telemetry()).contains(MEASURED);
  }

  @Test
  void theReportContainsAndPrintsTheMeasurements() {
    Job job = PIPELINE.on(Trips.source(3));

    StreamReport report = job.telemetry(new RecordingTelemetry()).runStreaming();

    assertThat(report.telemetry()).contains(MEASURED);
    assertThat(report.toString().lines().map(String::stripTrailing))
        .containsSequence("telemetry 3 samples over 2.0 s", "          process 50 %");
    assertThat(job.runStreaming().telemetry()).isEmpty();
  }

  @Test
  void aFailedRunIsPublishedAndClosedOnce() {
    RecordingTelemetry telemetry = new RecordingTelemetry();
    Pipeline failing =
        Pipeline.of(
            Stages.filter(
                "odd",
                row -> {
                  throw new IllegalStateException("no");
                }));

    assertThatThrownBy(() -> failing.on(Trips.source(3)).telemetry(telemetry).runStreaming())
        .hasMessageContaining("odd");
    assertThat(telemetry.calls).containsExactly("Started", "Ended", "closed");
  }

  @Test
  void telemetryThatThrowsIsNotedOnceAndChangesNoResult() {
    StreamReport quiet = PIPELINE.on(Trips.source(9)).runStreaming();
    List<String> calls = new ArrayList<>();
    TelemetryReport measured =
        new TelemetryReport(
            Duration.ofSeconds(1), 1, List.of(), List.of(), 1, List.of(), List.of());
    RunTelemetry broken =
        run ->
            new RunObserver() {
              @Override
              public void onEvent(RunEvent event) {
                calls.add(event.getClass().getSimpleName());
                if (event instanceof RunEvent.Committed) {
                  throw new NoClassDefFoundError("com/sun/jna/Native");
                }
              }

              @Override
              public Optional<TelemetryReport> report() {
                return Optional.of(measured);
              }

              @Override
              public void close() {
                calls.add("closed");
              }
            };

    StreamReport report =
        PIPELINE.on(Trips.source(9)).chunks(ChunkPolicy.fixed(3)).telemetry(broken).runStreaming();

    assertThat(report.trained()).isEqualTo(quiet.trained());
    assertThat(calls).containsExactly("Started", "Committed", "closed");
    assertThat(report.telemetry()).containsSame(measured);
    assertThat(report.notes())
        .containsExactly(
            "telemetry failed and was switched off: java.lang.NoClassDefFoundError:"
                + " com/sun/jna/Native");
  }

  @Test
  void telemetryThatCannotStartIsNotedInABatchToo() {
    BatchReport report =
        PIPELINE
            .on(Trips.source(10))
            .telemetry(
                run -> {
                  throw new IllegalStateException("not here");
                })
            .runBatch();

    assertThat(report.notes())
        .containsOnlyOnce(
            "telemetry failed and was switched off: java.lang.IllegalStateException: not"
                + " here");
  }

  @Test
  void aTelemetryReportThatThrowsIsNoted() {
    RunTelemetry broken =
        run ->
            new RunObserver() {
              @Override
              public void onEvent(RunEvent event) {
                assertThat(event).isNotNull();
              }

              @Override
              public Optional<TelemetryReport> report() {
                throw new IllegalStateException("no report");
              }
            };

    StreamReport report = PIPELINE.on(Trips.source(9)).telemetry(broken).runStreaming();

    assertThat(report.telemetry()).isEmpty();
    assertThat(report.notes()).singleElement().asString().contains("no report");
  }

  @Test
  void telemetryReceivesTheShareOfAComputeBudget() {
    ManualTicker time = ManualTicker.start();
    RecordingTelemetry telemetry = new RecordingTelemetry();

    PIPELINE
        .on(Trips.source(3))
        .compute(ComputeBudget.ofShare(0.25))
        .probe(FakeProbe.withCpuTime(4, () -> 0))
        .time(time, time)
        .telemetry(telemetry)
        .runStreaming();

    assertThat(telemetry.runs.get(0).computeShare()).isEqualTo(Figure.known(0.25));
  }

  @Test
  void aMetricIsFoundByNameAndAnUnknownNameIsReported() {
    assertThat(MEASURED.metric("cpu_process").max()).isEqualTo(Figure.known(0.75));
    assertThatThrownBy(() -> MEASURED.metric("cpu_proces"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no metric 'cpu_proces' among 1; did you mean 'cpu_process'?");
  }
}
