package org.bandsaw.report;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bandsaw.data.Figure;

/** Builds the text of a report: lines of a label and a value. */
final class ReportText {

  private static final int MAX_NAMES = 12;

  private final StringBuilder text = new StringBuilder();

  void line(String label, String value) {
    text.append(String.format(Locale.ROOT, "%-9s %s%n", label, value));
  }

  void filteredRows(Map<String, Long> byStage) {
    byStage.forEach((stage, rows) -> line("", rows + " filtered by " + stage));
  }

  void skippedRows(long rows) {
    if (rows > 0) {
      line("", count(rows, "row") + " not learned: a feature or the target was not finite");
    }
  }

  void cellsSetMissing(long cells) {
    if (cells > 0) {
      line("", count(cells, "cell") + " set to missing: not of the column's type");
    }
  }

  private static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  void columns(List<String> features, List<String> unused) {
    line("features", abbreviate(features));
    if (!unused.isEmpty()) {
      line("unused", abbreviate(unused));
    }
  }

  private static String abbreviate(List<String> names) {
    if (names.isEmpty()) {
      return "none";
    }
    int shown = Math.min(names.size(), MAX_NAMES);
    return String.format(
        Locale.ROOT,
        "%d: %s%s",
        names.size(),
        String.join(", ", names.subList(0, shown)),
        shown < names.size() ? ", …" : "");
  }

  void times(Duration took, long rows, Map<String, Duration> byStep) {
    double seconds = took.toNanos() / 1e9;
    line(
        "time",
        String.format(
            Locale.ROOT, "%.3f s, %,.0f rows/s", seconds, seconds == 0 ? 0 : rows / seconds));
    byStep.forEach(
        (step, time) ->
            line("", String.format(Locale.ROOT, "%9.3f s  %s", time.toNanos() / 1e9, step)));
  }

  static String peakResident(Figure mebibytes) {
    return "peak resident memory " + mebibytes.text(1) + (mebibytes.isKnown() ? " MiB" : "");
  }

  /** Adds several lines under one label. */
  void lines(String label, List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      line(i == 0 ? label : "", lines.get(i));
    }
  }

  void sinksAndNotes(List<StreamReport.SinkRows> sinks, List<String> notes) {
    sinks.forEach(sink -> line("sink", count(sink.rows(), "row") + " in " + sink.name()));
    notes.forEach(note -> line("note", note));
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
