package org.bandsaw.telemetry;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bandsaw.data.DoubleFormatter;
import org.bandsaw.data.Figure;
import org.bandsaw.observe.TelemetryReport;

/**
 * Writes the series of a telemetry report to a file, one line per sample: {@code t_s}, the seconds
 * since the first sample, and each metric by name, in its unit. An unknown value is an empty cell
 * in CSV and omitted in JSON; the notes of the report have the reasons. An existing file is
 * replaced.
 */
public final class TelemetrySeries {

  private TelemetrySeries() {}

  /**
   * Writes CSV with a header.
   *
   * @throws UncheckedIOException if the file cannot be written
   */
  public static void writeCsv(TelemetryReport report, Path file) {
    StringBuilder header = new StringBuilder("t_s");
    report.metrics().forEach(metric -> header.append(',').append(metric.name()));
    write(file, header.append('\n').toString(), report, TelemetrySeries::csv);
  }

  /**
   * Writes one JSON object per line.
   *
   * @throws UncheckedIOException if the file cannot be written
   */
  public static void writeJsonLines(TelemetryReport report, Path file) {
    write(file, "", report, TelemetrySeries::json);
  }

  /** Appends a sample as a line. */
  @FunctionalInterface
  private interface SampleFormat {
    void append(StringBuilder line, TelemetryReport report, TelemetryReport.Sample sample);
  }

  private static void write(Path file, String header, TelemetryReport report, SampleFormat form) {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write(header);
      for (TelemetryReport.Sample sample : report.series()) {
        StringBuilder line = new StringBuilder();
        form.append(line, report, sample);
        out.append(line).append('\n');
      }
    } catch (IOException problem) {
      throw new UncheckedIOException(
          "the telemetry series could not be written to "
              + file
              + ": "
              + problem
              + ". Name a file in an existing, writable directory",
          problem);
    }
  }

  private static void csv(
      StringBuilder line, TelemetryReport report, TelemetryReport.Sample sample) {
    line.append(DoubleFormatter.format(sample.at().toNanos() / 1e9));
    for (Figure value : sample.values()) {
      line.append(',');
      if (value instanceof Figure.Known known) {
        line.append(DoubleFormatter.format(known.value()));
      }
    }
  }

  /** Metric names need no escaping. */
  private static void json(
      StringBuilder line, TelemetryReport report, TelemetryReport.Sample sample) {
    line.append("{\"t_s\":").append(DoubleFormatter.format(sample.at().toNanos() / 1e9));
    List<Figure> values = sample.values();
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) instanceof Figure.Known known) {
        line.append(",\"").append(report.metrics().get(i).name()).append("\":");
        line.append(DoubleFormatter.format(known.value()));
      }
    }
    line.append('}');
  }
}
