package org.bandsaw.observe;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.bandsaw.data.Figure;
import org.bandsaw.data.NearestNames;

/**
 * What telemetry measured in a run: each measure in sum, and a series of samples. What could not be
 * measured is unknown and says why, never 0.
 *
 * @param duration from the first sample to the last
 * @param samples how many samples were taken
 * @param metrics each measure over all samples
 * @param series the samples kept: each, or each k-th one of a long run
 * @param seriesStride k
 * @param summary the most telling of it, in a few lines
 * @param notes what could not be measured, and why
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
   * One measure over all samples.
   *
   * @param name as in {@code cpu_process}
   * @param unit as in {@code share}, {@code bytes} or {@code bytes/s}
   * @param mean of a rate, what was counted over the time it took; of a state, the mean of the
   *     samples
   * @param min of any sample
   * @param max of any sample
   * @param last of the last sample that knows it
   */
  public record MetricSummary(
      String name, String unit, Figure mean, Figure min, Figure max, Figure last) {}

  /**
   * What was seen at one moment.
   *
   * @param at since the first sample
   * @param values one for each measure, in their order; a rate is over the time since the sample
   *     before, kept or not
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
   * A measure by its name.
   *
   * @throws IllegalArgumentException when there is none, with those that are like it
   */
  public MetricSummary metric(String name) {
    for (MetricSummary measure : metrics) {
      if (measure.name().equals(name)) {
        return measure;
      }
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "there is no measure '%s' among %d%s",
            name,
            metrics.size(),
            NearestNames.hint(name, metrics.stream().map(MetricSummary::name).toList())));
  }
}
