package org.bandsaw.telemetry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bandsaw.data.Figure;
import org.bandsaw.observe.TelemetryReport.MetricSummary;

/** A few lines on what was measured, for people. */
final class TelemetrySummary {

  private static final double MEBIBYTE = 1 << 20;

  private TelemetrySummary() {}

  static List<String> lines(Duration watched, long samples, List<MetricSummary> measures) {
    List<String> lines = new ArrayList<>();
    String noun = samples == 1 ? " sample over " : " samples over ";
    lines.add(samples + noun + decimal(watched.toNanos() / 1e9, 1) + " s");
    addLine(
        lines,
        "processor",
        percent(measures, Metric.CPU_PROCESS, "process"),
        percent(measures, Metric.CPU_RUN, "this run's thread"),
        percent(measures, Metric.CPU_SYSTEM, "machine"),
        percent(measures, Metric.GC_TIME, "collector"));
    addLine(
        lines,
        "memory",
        max(measures, Metric.RESIDENT_MEMORY, "resident"),
        max(measures, Metric.HEAP_USED, "heap"),
        max(measures, Metric.DIRECT_MEMORY, "direct"),
        percent(measures, Metric.CONTAINER_MEMORY_USE, "container"),
        percent(measures, Metric.MEMORY_SYSTEM, "machine"));
    addLine(
        lines,
        "machine",
        rate(measures, Metric.DISK_READ, "disk read"),
        rate(measures, Metric.DISK_WRITTEN, "written"),
        rate(measures, Metric.NETWORK_RECEIVED, "network received"),
        rate(measures, Metric.NETWORK_SENT, "sent"));
    return lines;
  }

  private static void addLine(List<String> lines, String of, String... parts) {
    StringBuilder known = new StringBuilder();
    for (String part : parts) {
      if (!part.isEmpty()) {
        known.append(known.isEmpty() ? ": " : ", ").append(part);
      }
    }
    if (!known.isEmpty()) {
      lines.add(of + known);
    }
  }

  private static String percent(List<MetricSummary> measures, Metric metric, String name) {
    Figure mean = measures.get(metric.index()).mean();
    return mean.isKnown() ? name + " " + decimal(mean.value() * 100, 1) + " %" : "";
  }

  private static String rate(List<MetricSummary> measures, Metric metric, String name) {
    Figure mean = measures.get(metric.index()).mean();
    return mean.isKnown() ? name + " " + decimal(mean.value() / MEBIBYTE, 2) + " MiB/s" : "";
  }

  private static String max(List<MetricSummary> measures, Metric metric, String name) {
    Figure most = measures.get(metric.index()).max();
    return most.isKnown() ? name + " at most " + decimal(most.value() / MEBIBYTE, 1) + " MiB" : "";
  }

  /** Rounded half up; a formatter would cost a cold process more than all of this. */
  private static String decimal(double value, int places) {
    long scale = places == 1 ? 10 : 100;
    long scaled = Math.round(value * scale);
    String fraction = "" + (scale + scaled % scale); // with a digit in front that keeps zeros
    return scaled / scale + "." + fraction.substring(1);
  }

  /** One sentence for each reason for which something is not known. */
  static List<String> unknownReasons(List<MetricSummary> measures) {
    Map<String, String> byReason = new LinkedHashMap<>();
    for (MetricSummary measure : measures) {
      if (measure.mean() instanceof Figure.Unknown unknown) {
        String names = byReason.get(unknown.reason());
        byReason.put(
            unknown.reason(), names == null ? measure.name() : names + ", " + measure.name());
      }
    }
    List<String> notes = new ArrayList<>();
    for (Map.Entry<String, String> each : byReason.entrySet()) {
      notes.add(each.getValue() + ": " + each.getKey());
    }
    return notes;
  }
}
