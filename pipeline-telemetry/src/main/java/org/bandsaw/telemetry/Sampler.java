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

  static final int MOST_KEPT = 600;

  private static final Figure NONE_YET = Figure.unknown("no sample was taken");
  private static final Figure ONE_ONLY = Figure.unknown("one sample; a rate needs two");

  private final Looker looker;
  private final Sum[] sums = new Sum[Metric.values().length];
  private final List<TelemetryReport.Sample> kept = new ArrayList<>();
  private long every = 1;
  private long samples;
  private @Nullable Snapshot first;
  private @Nullable Snapshot last;
  private boolean ended;
  private @Nullable String failure;

  /** One metric over all samples. */
  private static final class Sum {
    double sum;
    double over;
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    Figure last = NONE_YET;
    Figure lately = NONE_YET;

    void addState(Figure state) {
      lately = state;
      if (state.isKnown()) {
        sum += state.value();
        over++;
        see(state);
      }
    }

    void addRate(Metric metric, Snapshot before, Snapshot now, Figure rate) {
      lately = rate;
      if (before.raw(metric).isKnown() && now.raw(metric).isKnown()) {
        double counted = now.counted(metric, before);
        double passed = now.seconds(metric, before);
        if (counted >= 0 && passed > 0) {
          sum += counted;
          over += passed;
        }
      }
      if (rate.isKnown()) {
        see(rate);
      }
    }

    private void see(Figure known) {
      least = Math.min(least, known.value());
      most = Math.max(most, known.value());
      last = known;
    }

    TelemetryReport.Measure measure(Metric metric) {
      boolean enough = metric.isRate() ? over >= Snapshot.LEAST_SECONDS : over > 0;
      boolean seen = last.isKnown();
      return new TelemetryReport.Measure(
          metric.label(),
          metric.unit(),
          enough ? Figure.known(sum / over) : lately,
          seen ? Figure.known(least) : lately,
          seen ? Figure.known(most) : lately,
          seen ? last : lately);
    }
  }

  Sampler(Looker looker) {
    this.looker = looker;
    for (int i = 0; i < sums.length; i++) {
      sums[i] = new Sum();
    }
  }

  /** Takes a sample; nothing any more behind the end, and behind a failure, which is noted. */
  synchronized void take() {
    if (ended || failure != null) {
      return;
    }
    try {
      add(looker.look());
    } catch (RuntimeException | LinkageError problem) {
      failure = "no sample was taken any more, since the probe failed: " + problem;
    }
  }

  private void add(Snapshot now) {
    Snapshot before = last;
    Figure[] values = new Figure[sums.length];
    for (Metric metric : Metric.values()) {
      Figure value = before == null ? alone(metric, now) : now.since(metric, before);
      if (!metric.isRate()) {
        sums[metric.index()].addState(value);
      } else if (before == null) {
        sums[metric.index()].lately = value;
      } else {
        sums[metric.index()].addRate(metric, before, now, value);
      }
      values[metric.index()] = value;
    }
    first = first == null ? now : first;
    last = now;
    if (samples % every == 0) {
      kept.add(new TelemetryReport.Sample(since(now), List.of(values)));
      if (kept.size() == MOST_KEPT) {
        thin();
      }
    }
    samples++;
  }

  private static Figure alone(Metric metric, Snapshot now) {
    Figure raw = now.raw(metric);
    return metric.isRate() && raw.isKnown() ? ONE_ONLY : raw;
  }

  private Duration since(Snapshot now) {
    Snapshot begun = first;
    return begun == null ? Duration.ZERO : Duration.ofNanos(now.nanos() - begun.nanos());
  }

  private void thin() {
    for (int i = 0; 2 * i < kept.size(); i++) {
      kept.set(i, kept.get(2 * i));
    }
    kept.subList((kept.size() + 1) / 2, kept.size()).clear();
    every *= 2;
  }

  /** Takes the last sample. */
  synchronized void end() {
    take();
    ended = true;
  }

  /** What was sampled so far. */
  synchronized TelemetryReport report() {
    List<TelemetryReport.Measure> measures = new ArrayList<>();
    for (Metric metric : Metric.values()) {
      measures.add(sums[metric.index()].measure(metric));
    }
    List<String> notes = new ArrayList<>(Summary.unknowns(measures));
    String failed = failure;
    if (failed != null) {
      notes.add(0, failed);
    }
    Duration watched = last == null ? Duration.ZERO : since(last);
    return new TelemetryReport(
        watched, samples, measures, kept, every, Summary.lines(watched, samples, measures), notes);
  }
}
