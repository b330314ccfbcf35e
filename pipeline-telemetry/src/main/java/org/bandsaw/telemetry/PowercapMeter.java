package org.bandsaw.telemetry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bandsaw.probe.EnergyMeter;
import org.bandsaw.probe.EnergyReading;
import org.bandsaw.probe.Ticker;

/**
 * Adds up the counters of several domains. They are sampled at each reading and, between readings,
 * often enough to notice each wrap-around. Thread-safe.
 */
final class PowercapMeter implements EnergyMeter {

  private static final Duration MIN_INTERVAL = Duration.ofSeconds(1);
  private static final Duration MAX_INTERVAL = Duration.ofMinutes(1);
  private static final double MICROJOULES_PER_JOULE = 1e6;

  private final Ticker ticker;
  private final List<PowercapCounter> counters;
  private final long startedAt;
  private final Runnable stopSampling;
  private boolean closed;

  PowercapMeter(
      List<PowercapDomain> domains,
      PowercapFiles files,
      Ticker ticker,
      SamplingScheduler scheduler) {
    this.ticker = ticker;
    this.startedAt = ticker.nanoTime();
    this.counters =
        domains.stream().map(domain -> new PowercapCounter(domain, files, ticker)).toList();
    this.stopSampling = scheduler.schedule(interval(counters), this::sample);
  }

  private static Duration interval(List<PowercapCounter> counters) {
    long nanos = MAX_INTERVAL.toNanos();
    for (PowercapCounter counter : counters) {
      nanos = Math.min(nanos, counter.samplingIntervalNanos());
    }
    return Duration.ofNanos(Math.max(nanos, MIN_INTERVAL.toNanos()));
  }

  private synchronized void sample() {
    if (!closed) {
      for (PowercapCounter counter : counters) {
        counter.sample();
      }
    }
  }

  @Override
  public synchronized EnergyReading read() {
    sample();
    List<String> names = new ArrayList<>();
    long microjoules = 0;
    long discarded = 0;
    for (PowercapCounter counter : counters) {
      discarded += counter.discarded();
      if (counter.hasChanged()) {
        names.add(counter.domain().name());
        microjoules += counter.microjoules();
      }
    }
    return names.isEmpty()
        ? new EnergyReading.Unavailable(unavailableReason(discarded), Optional.empty())
        : new EnergyReading.Measured(microjoules / MICROJOULES_PER_JOULE, names, discarded);
  }

  private String unavailableReason(long discarded) {
    List<String> all = counters.stream().map(counter -> counter.domain().name()).toList();
    return String.format(
        Locale.ROOT,
        "the counters of %s gave no energy in %.3f s: %s",
        String.join(", ", all),
        (ticker.nanoTime() - startedAt) / 1e9,
        discarded == 0 ? "they did not change" : discarded + " samples were discarded");
  }

  @Override
  public void close() {
    stopSampling.run(); // outside the lock, which a sample in progress needs
    synchronized (this) {
      closed = true;
    }
  }
}
