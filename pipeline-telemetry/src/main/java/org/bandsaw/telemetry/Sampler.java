package org.bandsaw.telemetry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bandsaw.data.Figure;
import org.bandsaw.observe.TelemetryReport;
import org.jspecify.annotations.Nullable;

/**
 * Collects samples: aggregates over all of them, and a series that is downsampled to stay bounded.
 * Thread-safe.
 */
final class Sampler {

  static final int MAX_SAMPLES = 600;

  private static final Figure NO_SAMPLES = Figure.unknown("no sample was taken");
  private static final Figure SINGLE_SAMPLE = Figure.unknown("a rate needs two samples");

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

    void addGauge(Figure value) {
      latest = value;
      if (value.isKnown()) {
        sum += value.value();
        divisor++;
        update(value);
      }
    }

    void addRate(Metric metric, Snapshot before, Snapshot now, Figure rate) {
      latest = rate;
      if (before.raw(metric).isKnown() && now.raw(metric).isKnown()) {
        double increase = now.increase(metric, before);
        double elapsed = now.seconds(metric, before);
        if (increase >= 0 && elapsed > 0) {
          sum += increase;
          divisor += elapsed;
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

    TelemetryReport.MetricSummary summary(Metric metric) {
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

  Sampler(SnapshotReader reader) {
    this.reader = reader;
    for (int i = 0; i < aggregates.length; i++) {
      aggregates[i] = new MetricAggregate();
    }
  }

  /**
   * Takes a sample. Does nothing after the end or after a failure, which is noted in the report.
   */
  synchronized void sample() {
    if (ended || failure != null) {
      return;
    }
    try {
      add(reader.read());
    } catch (RuntimeException | LinkageError problem) {
      failure = "sampling stopped because the probe failed: " + problem;
    }
  }

  private void add(Snapshot now) {
    Snapshot before = last;
    Figure[] values = new Figure[aggregates.length];
    for (Metric metric : Metric.values()) {
      Figure value = before == null ? firstValue(metric, now) : now.valueSince(metric, before);
      if (!metric.isRate()) {
        aggregates[metric.index()].addGauge(value);
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
    Snapshot start = first;
    return start == null ? Duration.ZERO : Duration.ofNanos(now.nanos() - start.nanos());
  }

  private void downsample() {
    for (int i = 0; 2 * i < series.size(); i++) {
      series.set(i, series.get(2 * i));
    }
    series.subList((series.size() + 1) / 2, series.size()).clear();
    keepInterval *= 2;
  }

  /** Takes the last sample and ends sampling. */
  synchronized void finish() {
    sample();
    ended = true;
  }

  /** Returns a report of the samples so far. */
  synchronized TelemetryReport report() {
    List<TelemetryReport.MetricSummary> metrics = new ArrayList<>();
    for (Metric metric : Metric.values()) {
      metrics.add(aggregates[metric.index()].summary(metric));
    }
    List<String> notes = new ArrayList<>(TelemetrySummary.unknownReasons(metrics));
    String problem = failure;
    if (problem != null) {
      notes.add(0, problem);
    }
    Duration duration = last == null ? Duration.ZERO : sinceFirst(last);
    return new TelemetryReport(
        duration,
        samples,
        metrics,
        series,
        keepInterval,
        TelemetrySummary.lines(duration, samples, metrics),
        notes);
  }
}
