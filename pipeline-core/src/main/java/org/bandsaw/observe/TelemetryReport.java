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
 * @param watched from the first sample to the last
 * @param samples how many samples were taken
 * @param measures each measure over all samples
 * @param series the samples kept: each, or each k-th one of a long run
 * @param keptEvery k
 * @param summary the most telling of it, in a few lines
 * @param notes what could not be measured, and why
 */
public record TelemetryReport(
    Duration watched,
    long samples,
    List<Measure> measures,
    List<Sample> series,
    long keptEvery,
    List<String> summary,
    List<String> notes) {

  /**
   * One measure over all samples.
   *
   * @param name as in {@code cpu_process}
   * @param unit as in {@code share}, {@code bytes} or {@code bytes/s}
   * @param mean of a rate, what was counted over the time it took; of a state, the mean of the
   *     samples
   * @param least of any sample
   * @param most of any sample
   * @param last of the last sample that knows it
   */
  public record Measure(
      String name, String unit, Figure mean, Figure least, Figure most, Figure last) {}

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
    measures = List.copyOf(measures);
    series = List.copyOf(series);
    summary = List.copyOf(summary);
    notes = List.copyOf(notes);
  }

  /**
   * A measure by its name.
   *
   * @throws IllegalArgumentException when there is none, with those that are like it
   */
  public Measure measure(String name) {
    for (Measure measure : measures) {
      if (measure.name().equals(name)) {
        return measure;
      }
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "there is no measure '%s' among %d%s",
            name,
            measures.size(),
            NearestNames.hint(name, measures.stream().map(Measure::name).toList())));
  }
}
