package org.bandsaw.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunEventTest {

  @Test
  void everyEventIsASentence() {
    assertThat(new RunEvent.Started("nightly", "trips.csv", List.of("a", "b")).describe())
        .isEqualTo("job 'nightly' started on trips.csv with 2 columns");
    assertThat(
            new RunEvent.Committed(3, 2_000, 1_000, 990, 1, Duration.ofNanos(12_340_000), 5, 6, 7)
                .describe())
        .isEqualTo("chunk 3: 990 rows from row 2000 committed in 12.3 ms");
    assertThat(new RunEvent.Split(3, 2_000, 1_000, 300, 256, 1).describe())
        .isEqualTo(
            "chunk 3: 1000 rows from row 2000 took 300 bytes of 256; rolled back and split"
                + " (attempt 1)");
    assertThat(new RunEvent.Overrun(3, 2_000, 1, 300, 256).describe())
        .isEqualTo("chunk 3: 1 rows from row 2000 took 300 bytes of 256 and were accepted");
    assertThat(new RunEvent.Paused("too hot", Duration.ofNanos(1_250_000)).describe())
        .isEqualTo("paused for 1.3 ms: too hot");
    assertThat(new RunEvent.EnergyOverBudget(112.42, 100, "W", true).describe())
        .isEqualTo("over the energy budget: 112.4 W measured, 100.0 W allowed");
    assertThat(new RunEvent.EnergyOverBudget(501, 500, "J", false).describe())
        .isEqualTo("over the energy budget: 501.0 J estimated, 500.0 J allowed");
    assertThat(
            new RunEvent.BackpressureChanged("disk rate", 100, 80, Duration.ofMillis(7)).describe())
        .isEqualTo("disk rate: reads may ask for 80 rows after 100, and wait 7.0 ms");
    assertThat(new RunEvent.ColumnGrown("vendor__A", 12).describe())
        .isEqualTo("column 'vendor__A' exists from row 12");
    assertThat(new RunEvent.ListenerFailed("2", "java.lang.Error: no").describe())
        .isEqualTo("listener 2 threw java.lang.Error: no; the run goes on");
    assertThat(new RunEvent.Ended("STOPPED", 7).describe()).isEqualTo("STOPPED after 7 rows");
  }
}
