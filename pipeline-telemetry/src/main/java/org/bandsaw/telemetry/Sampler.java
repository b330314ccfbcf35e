package org.bandsaw.telemetry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bandsaw.data.Figure;
import org.bandsaw.observe.TelemetryReport;
import org.jspecify.annotations.Nullable;

/**
 * Keeps samples: sums over all of them, and a series that is thinned so that it stays bounded. Safe
 * for any number of threads.
 */
final class Sampler {

  static final int MAX_SAMPLES = 600;

  private static final Figure NO_SAMPLES = Figure.unknown("no sample was taken");
  private static final Figure SINGLE_SAMPLE = Figure.unknown("one sample; a rate needs two");

  private final SnapshotReader reader;
  private final MetricAggregate[] aggregates = new MetricAggregate[Metric.values().length];
  private final List<TelemetryReport.Sample> series = new ArrayList<>();
  private long keepInterval = 1;
  private long samples;
  private @Nullable Snapshot first;
  private @Nullable Snapshot last;
  private boolean ended;
  private @Nullable String failure;

  /** One metric over all samples. */
  private static final class MetricAggregate {
    double sum;
    double divisor;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    Figure lastKnown = NO_SAMPLES;
    Figure latest = NO_SAMPLES;

    void addState(Figure state) {
      latest = state;
      if (state.isKnown()) {
        sum += state.value();
        divisor++;
        update(state);
      }
    }

    void addRate(Metric metric, Snapshot before, Snapshot now, Figure rate) {
      latest = rate;
      if (before.raw(metric).isKnown() && now.raw(metric).isKnown()) {
        double counted = now.increase(metric, before);
        double passed = now.seconds(metric, before);
        if (counted >= 0 && passed > 0) {
          sum += counted;
          divisor += passed;
        }
      }
      if (rate.isKnown()) {
        update(rate);
      }
    }

    private void update(Figure known) {
      min = Math.min(min, known.value());
      max = Math.max(max, known.value());
      lastKnown = known;
    }

    TelemetryReport.MetricSummary measure(Metric metric) {
      boolean enough = metric.isRate() ? divisor >= Snapshot.MIN_SECONDS : divisor > 0;
      boolean seen = lastKnown.isKnown();
      return new TelemetryReport.MetricSummary(
          metric.label(),
          metric.unit(),
          enough ? Figure.known(sum / divisor) : latest,
          seen ? Figure.known(min) : latest,
          seen ? Figure.known(max) : latest,
          seen ? lastKnown : latest);
    }
  }

  Sampler(SnapshotReader looker) {
    this.reader = looker;
    for (int i = 0; i < aggregates.length; i++) {
      aggregates[i] = new MetricAggregate();
    }
  }

  /** Takes a sample; nothing any more behind the end, and behind a failure, which is noted. */
  synchronized void sample() {
    if (ended || failure != null) {
      return;
    }
    try {
      add(reader.read());
    } catch (RuntimeException | LinkageError problem) {
      failure = "no sample was taken any more, since the probe failed: " + problem;
    }
  }

  private void add(Snapshot now) {
    Snapshot before = last;
    Figure[] values = new Figure[aggregates.length];
    for (Metric metric : Metric.values()) {
      Figure value = before == null ? firstValue(metric, now) : now.valueSince(metric, before);
      if (!metric.isRate()) {
        aggregates[metric.index()].addState(value);
      } else if (before == null) {
        aggregates[metric.index()].latest = value;
      } else {
        aggregates[metric.index()].addRate(metric, before, now, value);
      }
      values[metric.index()] = value;
    }
    first = first == null ? now : first;
    last = now;
    if (samples % keepInterval == 0) {
      series.add(new TelemetryReport.Sample(sinceFirst(now), List.of(values)));
      if (series.size() == MAX_SAMPLES) {
        downsample();
      }
    }
    samples++;
  }

  private static Figure firstValue(Metric metric, Snapshot now) {
    Figure raw = now.raw(metric);
    return metric.isRate() && raw.isKnown() ? SINGLE_SAMPLE : raw;
  }

  private Duration sinceFirst(Snapshot now) {
    Snapshot begun = first;
    return begun == null ? Duration.ZERO : Duration.ofNanos(now.nanos() - begun.nanos());
  }

  private void downsample() {
    for (int i = 0; 2 * i < series.size(); i++) {
      series.set(i, series.get(2 * i));
    }
    series.subList((series.size() + 1) / 2, series.size()).clear();
    keepInterval *= 2;
  }

  /** Takes the last sample. */
  synchronized void finish() {
    sample();
    ended = true;
  }

  /** What was sampled so far. */
  synchronized TelemetryReport report() {
    List<TelemetryReport.MetricSummary> measures = new ArrayList<>();
    for (Metric metric : Metric.values()) {
      measures.add(aggregates[metric.index()].measure(metric));
    }
    List<String> notes = new ArrayList<>(TelemetrySummary.unknownReasons(measures));
    String failed = failure;
    if (failed != null) {
      notes.add(0, failed);
    }
    Duration watched = last == null ? Duration.ZERO : sinceFirst(last);
    return new TelemetryReport(
        watched,
        samples,
        measures,
        series,
        keepInterval,
        TelemetrySummary.lines(watched, samples, measures),
        notes);
  }
}
