package org.bandsaw.telemetry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bandsaw.data.Figure;
import org.bandsaw.observe.TelemetryReport.MetricSummary;

/** The summary lines and notes of a telemetry report. */
final class TelemetrySummary {

  private static final double MEBIBYTE = 1 << 20;

  private TelemetrySummary() {}

  static List<String> lines(Duration duration, long samples, List<MetricSummary> metrics) {
    List<String> lines = new ArrayList<>();
    String noun = samples == 1 ? " sample over " : " samples over ";
    lines.add(samples + noun + decimal(duration.toNanos() / 1e9, 1) + " s");
    addLine(
        lines,
        "processor",
        percent(metrics, Metric.CPU_PROCESS, "process"),
        percent(metrics, Metric.CPU_RUN, "this run"),
        percent(metrics, Metric.CPU_SYSTEM, "machine"),
        percent(metrics, Metric.GC_TIME, "garbage collector"));
    addLine(
        lines,
        "memory",
        max(metrics, Metric.RESIDENT_MEMORY, "resident"),
        max(metrics, Metric.HEAP_USED, "heap"),
        max(metrics, Metric.DIRECT_MEMORY, "direct"),
        percent(metrics, Metric.CONTAINER_MEMORY_USE, "container"),
        percent(metrics, Metric.MEMORY_SYSTEM, "machine"));
    addLine(
        lines,
        "machine",
        rate(metrics, Metric.DISK_READ, "disk read"),
        rate(metrics, Metric.DISK_WRITTEN, "written"),
        rate(metrics, Metric.NETWORK_RECEIVED, "network received"),
        rate(metrics, Metric.NETWORK_SENT, "sent"));
    return lines;
  }

  private static void addLine(List<String> lines, String topic, String... parts) {
    StringBuilder known = new StringBuilder();
    for (String part : parts) {
      if (!part.isEmpty()) {
        known.append(known.isEmpty() ? ": " : ", ").append(part);
      }
    }
    if (!known.isEmpty()) {
      lines.add(topic + known);
    }
  }

  private static String percent(List<MetricSummary> metrics, Metric metric, String name) {
    Figure mean = metrics.get(metric.index()).mean();
    return mean.isKnown() ? name + " " + decimal(mean.value() * 100, 1) + " %" : "";
  }

  private static String rate(List<MetricSummary> metrics, Metric metric, String name) {
    Figure mean = metrics.get(metric.index()).mean();
    return mean.isKnown() ? name + " " + decimal(mean.value() / MEBIBYTE, 2) + " MiB/s" : "";
  }

  private static String max(List<MetricSummary> metrics, Metric metric, String name) {
    Figure max = metrics.get(metric.index()).max();
    return max.isKnown() ? name + " at most " + decimal(max.value() / MEBIBYTE, 1) + " MiB" : "";
  }

  /** Rounds half up. A formatter would cost a cold process more than the whole summary. */
  private static String decimal(double value, int places) {
    long scale = places == 1 ? 10 : 100;
    long scaled = Math.round(value * scale);
    String fraction = "" + (scale + scaled % scale); // a leading digit keeps zeros
    return scaled / scale + "." + fraction.substring(1);
  }

  /** Returns one note per reason, with the names of the unknown metrics. */
  static List<String> unknownReasons(List<MetricSummary> metrics) {
    Map<String, String> byReason = new LinkedHashMap<>();
    for (MetricSummary metric : metrics) {
      if (metric.mean() instanceof Figure.Unknown unknown) {
        String names = byReason.get(unknown.reason());
        byReason.put(
            unknown.reason(), names == null ? metric.name() : names + ", " + metric.name());
      }
    }
    List<String> notes = new ArrayList<>();
    for (Map.Entry<String, String> each : byReason.entrySet()) {
      notes.add(each.getValue() + ": " + each.getKey());
    }
    return notes;
  }
}
