package org.bandsaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.budget.MemoryBudget;
import org.bandsaw.data.BandsawException;
import org.bandsaw.learn.Learners;
import org.bandsaw.report.JobStatus;
import org.bandsaw.report.StreamReport;
import org.bandsaw.stage.Stages;
import org.bandsaw.testkit.FakeProbe;
import org.bandsaw.testkit.ManualTicker;
import org.junit.jupiter.api.Test;

class StreamReportTest {

  @Test
  void printsAsOneScreen() {
    ManualTicker time = ManualTicker.start();
    StreamReport report =
        Pipeline.builder()
            .stage(Stages.filter("long enough", row -> row.number("distance") > 2))
            .stage(Stages.lag("fare", 1))
            .learn("fare", Learners.mean())
            .build()
            .on(Trips.source(5))
            .name("nightly")
            .memory(MemoryBudget.ofMebibytes(64))
            .chunks(ChunkPolicy.fixed(2))
            .probe(FakeProbe.idle())
            .time(time, time)
            .sink(RecordingSink.named("sink"))
            .listener(event -> time.advance(Duration.ofMillis(100)))
            .runStreaming();

    // fares 7, 9, 11; the first has no lag. The mean predicts 0, then 9: errors 9 and 2
    assertThat(report.toString().lines().map(String::stripTrailing))
        .containsExactly(
            "job       nightly on rows",
            "end       SOURCE_ENDED",
            "rows      5 read = 3 committed + 0 quarantined + 2 filtered",
            "          2 filtered by long enough",
            "scores    RMSE 6.5192, MAE 5.5000, R² -41.5000 over 2 rows",
            "          1 row not learned: a feature or the target was not finite",
            "features  2: distance, fare_lag_1",
            "unused    1: vendor",
            "chunks    3 committed, 0 split, 0 over budget",
            "time      0.400 s, 13 rows/s",
            "              0.000 s  read rows",
            "              0.000 s  long enough",
            "              0.000 s  " + Stages.lag("fare", 1).name(),
            "              0.000 s  learn",
            "              0.000 s  write sink",
            "memory    within budget: peak 0.1 MiB of 64 MiB",
            "          accounted peak 0.1 MiB, observed heap peak n/a (fewer than four"
                + " collections of old objects were observed)",
            "process   peak resident memory n/a (this system does not report it)",
            "sink      3 rows in sink");
  }

  @Test
  void refusesRowsThatDoNotAddUp() {
    assertThatThrownBy(() -> new StreamReport.RowCounts(10, 7, 0, Map.of("short", 2L)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("10 read, 7 committed, 0 quarantined, 2 filtered");
    assertThat(new StreamReport.RowCounts(10, 7, 1, Map.of("short", 2L)).filtered()).isEqualTo(2);
  }

  @Test
  void abbreviatesALongListOfFeatures() {
    Pipeline.Builder builder = Pipeline.builder().learn("fare", Learners.mean());
    for (int i = 1; i <= 13; i++) {
      builder.stage(Stages.lag("fare", i));
    }

    String text = builder.build().on(Trips.source(20)).runStreaming().toString();

    assertThat(text).contains("features  14: distance, fare_lag_1, ").contains("fare_lag_11, …");
  }

  @Test
  void printsAStatus() {
    JobStatus status =
        new JobStatus(
            JobStatus.State.FAILED,
            7,
            Duration.ofSeconds(3),
            Optional.of(new BandsawException("disk full")));

    assertThat(status.toString()).contains("FAILED").contains("7").contains("PT3S", "disk full");
  }
}
