package org.bandsaw.telemetry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bandsaw.data.Figure;
import org.bandsaw.observe.TelemetryReport.Measure;

/** A few lines on what was measured, for people. */
final class Summary {

  private static final double MEBIBYTE = 1 << 20;

  private Summary() {}

  static List<String> lines(Duration watched, long samples, List<Measure> measures) {
    List<String> lines = new ArrayList<>();
    String noun = samples == 1 ? " sample over " : " samples over ";
    lines.add(samples + noun + decimal(watched.toNanos() / 1e9, 1) + " s");
    add(
        lines,
        "processor",
        percent(measures, Metric.CPU_PROCESS, "process"),
        percent(measures, Metric.CPU_RUN, "this run's thread"),
        percent(measures, Metric.CPU_SYSTEM, "machine"),
        percent(measures, Metric.COLLECTION_TIME, "collector"));
    add(
        lines,
        "memory",
        most(measures, Metric.RESIDENT, "resident"),
        most(measures, Metric.HEAP_USED, "heap"),
        most(measures, Metric.DIRECT, "direct"),
        percent(measures, Metric.CONTAINER_MEMORY_USE, "container"),
        percent(measures, Metric.MEMORY_SYSTEM, "machine"));
    add(
        lines,
        "machine",
        rate(measures, Metric.DISK_READ, "disk read"),
        rate(measures, Metric.DISK_WRITTEN, "written"),
        rate(measures, Metric.NETWORK_RECEIVED, "network received"),
        rate(measures, Metric.NETWORK_SENT, "sent"));
    return lines;
  }

  private static void add(List<String> lines, String of, String... parts) {
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

  private static String percent(List<Measure> measures, Metric metric, String name) {
    Figure mean = measures.get(metric.index()).mean();
    return mean.isKnown() ? name + " " + decimal(mean.value() * 100, 1) + " %" : "";
  }

  private static String rate(List<Measure> measures, Metric metric, String name) {
    Figure mean = measures.get(metric.index()).mean();
    return mean.isKnown() ? name + " " + decimal(mean.value() / MEBIBYTE, 2) + " MiB/s" : "";
  }

  private static String most(List<Measure> measures, Metric metric, String name) {
    Figure most = measures.get(metric.index()).most();
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
  static List<String> unknowns(List<Measure> measures) {
    Map<String, String> byReason = new LinkedHashMap<>();
    for (Measure measure : measures) {
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
