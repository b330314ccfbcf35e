package org.bandsaw.observe;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.bandsaw.data.Figure;
import org.bandsaw.data.NearestNames;

/**
 * The telemetry of a run: a summary of each metric, and a series of samples. Metrics that could not
 * be measured are unknown with a reason, never 0.
 *
 * @param duration from the first sample to the last
 * @param samples the number of samples taken
 * @param metrics the summary of each metric over all samples
 * @param series the retained samples: all, or every k-th of a long run
 * @param seriesStride k
 * @param summary the most important results in a few lines
 * @param notes which metrics could not be measured, and why
 */
public record TelemetryReport(
    Duration duration,
    long samples,
    List<MetricSummary> metrics,
    List<Sample> series,
    long seriesStride,
    List<String> summary,
    List<String> notes) {

  /**
   * The summary of a metric over all samples.
   *
   * @param name for example {@code cpu_process}
   * @param unit for example {@code share}, {@code bytes} or {@code bytes/s}
   * @param mean for a rate, the total count divided by its time; for a level, the mean of the
   *     samples
   * @param min the minimum of the samples
   * @param max the maximum of the samples
   * @param last the value of the last sample that has one
   */
  public record MetricSummary(
      String name, String unit, Figure mean, Figure min, Figure max, Figure last) {}

  /**
   * The values of all metrics at one time.
   *
   * @param at time since the first sample
   * @param values one value for each metric, in the order of the metrics; a rate covers the time
   *     since the previous sample, retained or not
   */
  public record Sample(Duration at, List<Figure> values) {
    public Sample {
      values = List.copyOf(values);
    }
  }

  public TelemetryReport {
    metrics = List.copyOf(metrics);
    series = List.copyOf(series);
    summary = List.copyOf(summary);
    notes = List.copyOf(notes);
  }

  /**
   * Returns the metric with this name.
   *
   * @throws IllegalArgumentException if there is none; the message suggests similar names
   */
  public MetricSummary metric(String name) {
    for (MetricSummary metric : metrics) {
      if (metric.name().equals(name)) {
        return metric;
      }
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "there is no metric '%s' among %d%s",
            name,
            metrics.size(),
            NearestNames.hint(name, metrics.stream().map(MetricSummary::name).toList())));
  }
}
