package org.bandsaw.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bandsaw.data.Figure;
import org.bandsaw.observe.TelemetryReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TelemetrySeriesTest {

  private static final Figure NONE = Figure.unknown("not reported");

  private static final TelemetryReport REPORT =
      new TelemetryReport(
          Duration.ofMillis(1_500),
          2,
          List.of(metric("cpu_process", "share"), metric("resident_memory", "bytes")),
          List.of(
              new TelemetryReport.Sample(Duration.ZERO, List.of(NONE, Figure.known(1.5e10))),
              new TelemetryReport.Sample(
                  Duration.ofMillis(1_500), List.of(Figure.known(0.1), NONE))),
          1,
          List.of(),
          List.of());

  private static TelemetryReport.MetricSummary metric(String name, String unit) {
    return new TelemetryReport.MetricSummary(name, unit, NONE, NONE, NONE, NONE);
  }

  @Test
  void anUnknownValueIsAnEmptyCellInCsv(@TempDir Path directory) {
    Path file = directory.resolve("series.csv");
    TelemetrySeries.writeCsv(REPORT, file);

    assertThat(file).hasContent("t_s,cpu_process,resident_memory\n0.0,,1.5E10\n1.5,0.1,\n");
  }

  @Test
  void anUnknownValueIsOmittedInJson(@TempDir Path directory) {
    Path file = directory.resolve("series.jsonl");
    TelemetrySeries.writeJsonLines(REPORT, file);

    assertThat(file)
        .hasContent(
            "{\"t_s\":0.0,\"resident_memory\":1.5E10}\n{\"t_s\":1.5,\"cpu_process\":0.1}\n");
  }

  @Test
  void namesAFileThatCannotBeWritten(@TempDir Path directory) {
    Path file = directory.resolve("not there").resolve("series.csv");

    assertThatThrownBy(() -> TelemetrySeries.writeCsv(REPORT, file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("series.csv");
  }
}
