package org.bandsaw.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunEventTest {

  @Test
  void describesEveryEvent() {
    assertThat(
            new RunEvent.Started("nightly", "trips.csv", List.of("a", "b"), 64 << 20, 100)
                .describe())
        .isEqualTo(
            "job 'nightly' started on trips.csv with 2 columns, memory budget 64 MiB, first chunk 100"
                + " rows");
    assertThat(new RunEvent.Started("j", "s", List.of("a"), (1 << 20) + (1 << 19), 0).describe())
        .isEqualTo("job 'j' started on s with 1 column, memory budget 1.5 MiB, as a batch");
    assertThat(
            new RunEvent.Committed(3, 2_000, 1_000, 990, 1, Duration.ofNanos(12_340_000), 5, 6, 7)
                .describe())
        .isEqualTo("chunk 3: 990 rows from row 2000 committed in 12.3 ms");
    assertThat(new RunEvent.Split(3, 2_000, 1_000, 300, 256, 1).describe())
        .isEqualTo(
            "chunk 3: 1000 rows from row 2000 needed 300 of 256 bytes; rolled back and split"
                + " (attempt 1)");
    assertThat(resized(200, 400).describe())
        .isEqualTo(
            "chunk 3: size doubled to 400 rows because there is room (1.2 of 64 MiB needed)");
    assertThat(resized(2, 1).describe())
        .isEqualTo("chunk 3: size halved to 1 row because there is room (1.2 of 64 MiB needed)");
    assertThat(resized(200, 399).describe())
        .startsWith("chunk 3: size increased from 200 to 399 rows because");
    assertThat(resized(200, 101).describe())
        .startsWith("chunk 3: size reduced from 200 to 101 rows because");
    assertThat(readAhead(false).describe())
        .isEqualTo(
            "chunk 3: read-ahead stopped because it did not fit (0.001 of 0.002 MiB" + " needed)");
    assertThat(readAhead(true).describe()).startsWith("chunk 3: read-ahead resumed because");
    assertThat(new RunEvent.Overrun(3, 2_000, 1, 300, 256).describe())
        .isEqualTo("chunk 3: 1 row from row 2000 needed 300 of 256 bytes and was accepted");
    assertThat(new RunEvent.Refused(3, 2_000, 2, 65 << 20, 64 << 20).describe())
        .isEqualTo("chunk 3: 2 rows from row 2000 needed 65 of 64 MiB and were refused");
    assertThat(new RunEvent.Paused("too hot", Duration.ofNanos(1_250_000)).describe())
        .isEqualTo("paused for 1.3 ms: too hot");
    assertThat(new RunEvent.EnergyOverBudget(112.42, 100, "W", true).describe())
        .isEqualTo("energy budget exceeded: 112.4 W measured, limit 100.0 W");
    assertThat(new RunEvent.EnergyOverBudget(501, 500, "J", false).describe())
        .isEqualTo("energy budget exceeded: 501.0 J estimated, limit 500.0 J");
    assertThat(
            new RunEvent.BackpressureChanged("disk rate", 100, 80, Duration.ofMillis(7)).describe())
        .isEqualTo(
            "backpressure by disk rate: at most 80 rows per read (before: 100), pause 7.0 ms");
    assertThat(new RunEvent.DynamicColumnAdded("vendor__A", 12).describe())
        .isEqualTo("column 'vendor__A' added at row 12");
    assertThat(new RunEvent.ListenerFailed("2", "java.lang.Error: no").describe())
        .isEqualTo("listener 2 threw java.lang.Error: no; the run continues");
    assertThat(new RunEvent.Ended("STOPPED", 7).describe()).isEqualTo("STOPPED after 7 rows");
  }

  private static RunEvent resized(int before, int rows) {
    return new RunEvent.Resized(3, before, rows, "there is room", 1_258_292, 64 << 20);
  }

  private static RunEvent readAhead(boolean now) {
    return new RunEvent.ReadAheadChanged(3, !now, now, "it did not fit", 1_048, 2_048);
  }

  @Test
  void allEventsExceptCommittedAreDecisions() {
    assertThat(new RunEvent.Ended("STOPPED", 7).isDecision()).isTrue();
    assertThat(resized(1, 2).isDecision()).isTrue();
    assertThat(new RunEvent.Committed(3, 0, 1, 1, 1, Duration.ZERO, 5, 6, 7).isDecision())
        .isFalse();
  }
}
