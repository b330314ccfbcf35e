package org.bandsaw.report;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bandsaw.data.Figure;

/** Lines of a report: a label and a value each. */
final class ReportText {

  private static final int MAX_SHOWN = 12;

  private final StringBuilder text = new StringBuilder();

  void line(String label, String value) {
    text.append(String.format(Locale.ROOT, "%-9s %s%n", label, value));
  }

  void filtered(Map<String, Long> byStage) {
    byStage.forEach((stage, n) -> line("", n + " filtered by " + stage));
  }

  void skipped(long rows) {
    if (rows > 0) {
      line("", rows + " rows not learned: a feature or the target was not finite");
    }
  }

  void setMissing(long cells) {
    if (cells > 0) {
      line("", cells + " cells did not fit their type and were set to missing");
    }
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
    int shown = Math.min(names.size(), MAX_SHOWN);
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
    return "peak resident " + mebibytes.text(1) + (mebibytes.isKnown() ? " MiB" : "");
  }

  /** Lines that stand below each other, the first behind its label. */
  void lines(String label, List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      line(i == 0 ? label : "", lines.get(i));
    }
  }

  void sinksAndNotes(List<StreamReport.SinkRows> sinks, List<String> notes) {
    sinks.forEach(sink -> line("sink", sink.rows() + " rows in " + sink.name()));
    notes.forEach(note -> line("note", note));
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
