package org.bandsaw.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.budget.ComputeBudget;
import org.bandsaw.budget.MemoryBudget;
import org.bandsaw.data.Figure;
import org.bandsaw.observe.LearnerScores;
import org.bandsaw.observe.RunContext;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.observe.RunObserver;
import org.bandsaw.report.StreamReport;
import org.bandsaw.testkit.FakeProbe;
import org.bandsaw.testkit.ManualTicker;
import org.junit.jupiter.api.Test;

class BandsawMetersTest {

  private final ManualTicker time = ManualTicker.start();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final BandsawMeters meters = new BandsawMeters();

  private RunObserver observe(String job) {
    return meters.observe(
        new RunContext(
            job,
            RunContext.Mode.STREAM,
            1_000,
            Figure.unknown("no compute budget"),
            time,
            FakeProbe.idle(),
            List::of));
  }

  private static RunEvent.Committed chunk(int rowsIn, int rowsOut, long millis, long retained) {
    return new RunEvent.Committed(
        1, 0, rowsIn, rowsOut, 1, Duration.ofMillis(millis), -1, retained, 9);
  }

  private double count(String name, String... tags) {
    return registry.get(name).tags(tags).functionCounter().count();
  }

  @Test
  void exportsToPrometheus() {
    PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    meters.bindTo(prometheus);

    StreamReport report =
        Rides.job(12)
            .memory(MemoryBudget.ofMebibytes(1))
            .chunks(ChunkPolicy.fixed(4))
            .probe(FakeProbe.overBudgetAt(attempt -> attempt == 2))
            .time(time, time)
            .listener(RunEvent.Committed.class, chunk -> time.advance(Duration.ofMillis(500)))
            .telemetry(meters)
            .runStreaming();

    // rides 1 and 2 are filtered out; the mean
    // predicts 0, 7, 8, 9, …, 15 for 7, 9, 11, …, 25: errors 7, 2, 3, 4, …, 10 (7 + 54) / 10
    assertThat(prometheus.scrape().lines().filter(line -> !line.startsWith("#")))
        .contains(
            "bandsaw_rows_total{fate=\"committed\",job=\"rides\"} 10.0",
            "bandsaw_rows_total{fate=\"filtered\",job=\"rides\"} 2.0",
            "bandsaw_chunks_total{job=\"rides\"} " + report.chunks().count() + ".0",
            "bandsaw_splits_total{job=\"rides\"} 1.0",
            "bandsaw_overruns_total{job=\"rides\"} 0.0",
            "bandsaw_chunk_duration_seconds_count{job=\"rides\"} " + report.chunks().count(),
            "bandsaw_pauses_seconds_count{job=\"rides\"} 0",
            "bandsaw_runs_total{job=\"rides\",outcome=\"source_ended\"} 1.0",
            "bandsaw_score{job=\"rides\",learner=\"mean\",metric=\"mae\"} 6.1")
        .anyMatch(line -> line.startsWith("bandsaw_budget_use{budget=\"memory\",job=\"rides\"} "));
  }

  @Test
  void runsOfAJobAddUp() {
    meters.bindTo(registry);
    for (int run = 0; run < 2; run++) {
      RunObserver observer = observe("nightly");
      observer.onEvent(chunk(10, 8, 20, 250));
      observer.onEvent(new RunEvent.Paused("over budget", Duration.ofMillis(30)));
      observer.onEvent(new RunEvent.BackpressureChanged("disk rate", 9, 8, Duration.ZERO));
      observer.onEvent(new RunEvent.ListenerFailed("1", "no"));
      observer.onEvent(new RunEvent.Overrun(1, 0, 1, 2, 1));
      observer.onEvent(new RunEvent.Ended("SOURCE_ENDED", 8));
    }

    assertThat(count("bandsaw.rows", "job", "nightly", "fate", "committed")).isEqualTo(16);
    assertThat(count("bandsaw.rows", "job", "nightly", "fate", "filtered")).isEqualTo(4);
    assertThat(count("bandsaw.backpressure.changes")).isEqualTo(2);
    assertThat(count("bandsaw.listener.failures")).isEqualTo(2);
    assertThat(count("bandsaw.overruns")).isEqualTo(2);
    assertThat(count("bandsaw.runs", "outcome", "source_ended")).isEqualTo(2);
    assertThat(registry.get("bandsaw.pauses").functionTimer().count()).isEqualTo(2);
    assertThat(registry.get("bandsaw.pauses").functionTimer().totalTime(TimeUnit.MILLISECONDS))
        .isEqualTo(60);
    assertThat(registry.get("bandsaw.chunk.duration").timer().max(TimeUnit.MILLISECONDS))
        .isEqualTo(20);
    assertThat(registry.get("bandsaw.budget.use").tag("budget", "memory").gauge().value())
        .isEqualTo(0.25);
  }

  @Test
  void aRegistryThatIsBoundLaterHasEarlierCounts() {
    RunObserver observer = observe("nightly");
    observer.onEvent(chunk(10, 8, 20, 250));
    observer.onScores(List.of(new LearnerScores("sgd", 8, Map.of("rmse", Figure.known(3)))));
    observer.onEvent(new RunEvent.Ended("STOPPED", 8));

    meters.bindTo(registry);

    assertThat(count("bandsaw.chunks")).isEqualTo(1);
    assertThat(count("bandsaw.runs", "outcome", "stopped")).isEqualTo(1);
    assertThat(registry.get("bandsaw.score").tags("learner", "sgd", "metric", "rmse").gauge())
        .extracting(gauge -> gauge.value())
        .isEqualTo(3.0);
    assertThat(registry.get("bandsaw.budget.use").gauge().value()).isEqualTo(0.25);
  }

  @Test
  void anUnknownScoreHasNoGaugeAndIsNanIfItWasKnownBefore() {
    meters.bindTo(registry);
    RunObserver observer = observe("nightly");
    observer.onScores(
        List.of(new LearnerScores("sgd", 0, Map.of("r2", Figure.unknown("no rows")))));
    assertThat(registry.find("bandsaw.score").gauge()).isNull();

    observer.onScores(List.of(new LearnerScores("sgd", 9, Map.of("r2", Figure.known(0.5)))));
    assertThat(registry.get("bandsaw.score").gauge().value()).isEqualTo(0.5);

    observer.onScores(
        List.of(new LearnerScores("sgd", 0, Map.of("r2", Figure.unknown("no rows")))));
    assertThat(registry.get("bandsaw.score").gauge().value()).isNaN();
  }

  @Test
  void registersNoMetersOfReservedNames() {
    meters.bindTo(registry);
    observe("nightly").onEvent(chunk(10, 8, 20, 250));

    assertThat(registry.getMeters())
        .extracting(meter -> meter.getId().getName())
        .containsOnly(
            "bandsaw.rows",
            "bandsaw.chunks",
            "bandsaw.chunk.duration",
            "bandsaw.splits",
            "bandsaw.overruns",
            "bandsaw.pauses",
            "bandsaw.backpressure.changes",
            "bandsaw.listener.failures",
            "bandsaw.budget.use");
    assertThat(registry.find("bandsaw.budget.use").tag("budget", "compute").gauge()).isNull();
  }

  @Test
  void limitsTheNumberOfTagValues() {
    meters.bindTo(registry);
    for (int i = 0; i < 1_000; i++) {
      RunObserver observer = observe("job " + i);
      observer.onEvent(chunk(1, 1, 1, 1));
      List<LearnerScores> learners = new ArrayList<>();
      for (int j = 0; j < 30; j++) {
        learners.add(new LearnerScores("learner " + j, 1, Map.of("rmse", Figure.known(j))));
      }
      observer.onScores(learners);
    }

    Set<String> jobs = new TreeSet<>();
    for (Meter meter : registry.getMeters()) {
      jobs.add(Objects.requireNonNull(meter.getId().getTag("job")));
    }
    assertThat(jobs).hasSize(51).contains("other");
    assertThat(count("bandsaw.rows", "job", "other", "fate", "committed")).isEqualTo(950);
    assertThat(registry.get("bandsaw.score").tag("job", "job 7").gauges()).hasSize(20);
    assertThat(registry.find("bandsaw.score").tag("job", "other").gauges()).isEmpty();
  }

  @Test
  void countsTheRowsOfABatchAtItsEnd() {
    meters.bindTo(registry);
    Rides.job(12).telemetry(meters).runBatch();

    assertThat(count("bandsaw.rows", "fate", "committed")).isEqualTo(10);
    assertThat(registry.find("bandsaw.score").tag("metric", "mae").gauge()).isNotNull();
  }

  @Test
  void computeBudgetUseIsProcessorTimeOverAllowedTime() {
    FakeMachine machine = new FakeMachine();
    meters.bindTo(registry);
    Rides.job(12)
        .compute(ComputeBudget.ofShare(0.5))
        .probe(machine)
        .time(machine.time, machine.time)
        .listener(RunEvent.Committed.class, chunk -> machine.work(Duration.ofSeconds(2), 0.25))
        .telemetry(meters)
        .runStreaming();

    // a quarter of a processor is used, half of two are allowed
    assertThat(registry.get("bandsaw.budget.use").tag("budget", "compute").gauge().value())
        .isEqualTo(0.25);
  }
}
