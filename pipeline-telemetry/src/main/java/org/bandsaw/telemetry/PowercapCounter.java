package org.bandsaw.telemetry;

import java.io.IOException;
import org.bandsaw.probe.Ticker;

/**
 * Adds up what one domain used. A counter begins anew at its range, so a difference may stand for
 * several amounts: itself, one range more, two more, and so on. It counts when exactly one of them
 * can have been used in the time between two samples, and is discarded otherwise. Used under the
 * lock of its meter.
 */
final class PowercapCounter {

  /** A processor may be late with its counters, and a thread between clock and counter. */
  private static final long SLACK_NANOS = 1_000_000_000L;

  /** A part of a running machine that uses nothing for so long is not counted. */
  private static final long MAX_UNCHANGED_NANOS = 1_000_000_000L;

  /** 2³² units of 2⁻¹⁶ J, the least range of today's processors, for one that does not say. */
  private static final long MIN_RANGE = 65_536_000_000L;

  private final PowercapDomain domain;
  private final PowercapFiles files;
  private final Ticker ticker;

  private boolean lastReadFailed;
  private long lastMicrojoules;
  private long lastSampleNanos;
  private long lastChangeNanos;
  private boolean hasChanged;
  private long microjoules;
  private long discarded;

  /** A counter that begins now. */
  PowercapCounter(PowercapDomain domain, PowercapFiles files, Ticker ticker) {
    this.domain = domain;
    this.files = files;
    this.ticker = ticker;
    this.lastSampleNanos = ticker.nanoTime();
    this.lastChangeNanos = lastSampleNanos;
    try {
      lastMicrojoules = domain.readEnergy(files);
    } catch (IOException gone) {
      lastReadFailed = true;
      discarded++;
    }
  }

  void sample() {
    long before = ticker.nanoTime();
    long energy;
    try {
      energy = domain.readEnergy(files);
      if (lastReadFailed
          && !files.readText(domain.directory().resolve("name")).equals(domain.zoneName())) {
        throw new IOException("another domain has taken the place of " + domain.name());
      }
    } catch (IOException gone) {
      lastReadFailed = true;
      discarded++;
      return;
    }
    long now = ticker.nanoTime();
    if (lastReadFailed) {
      lastReadFailed =
          false; // what was used meanwhile cannot be told: a driver may have begun anew
      discarded++;
      lastChangeNanos = now;
    } else {
      add(energy, now);
    }
    lastMicrojoules = energy;
    lastSampleNanos =
        before; // the earlier moment, so that the time between two samples is never too short
  }

  private void add(long energy, long now) {
    long used = energy - lastMicrojoules;
    if (used == 0 && hasChanged && now - lastChangeNanos >= MAX_UNCHANGED_NANOS) {
      discarded++;
      return;
    }
    if (used < 0 && domain.rangeMicrojoules() != PowercapDomain.UNKNOWN_RANGE) {
      used += domain.rangeMicrojoules();
    }
    long most = maxMicrojoules(now - lastSampleNanos);
    long range =
        domain.rangeMicrojoules() == PowercapDomain.UNKNOWN_RANGE
            ? MIN_RANGE
            : domain.rangeMicrojoules();
    if (used < 0 || used > most || used + range <= most) {
      discarded++;
      lastChangeNanos = now;
    } else if (used > 0) {
      microjoules += used;
      hasChanged = true;
      lastChangeNanos = now;
    }
  }

  /** The most microjoules in so many nanoseconds. */
  private long maxMicrojoules(long nanos) {
    return (Math.max(0, nanos) + SLACK_NANOS) / 1_000 * domain.maxWatts();
  }

  PowercapDomain domain() {
    return domain;
  }

  /** Whether it ever moved: one that never did counts nothing. */
  boolean hasChanged() {
    return hasChanged;
  }

  long microjoules() {
    return microjoules;
  }

  long discarded() {
    return discarded;
  }

  /** A fourth of the time in which it can begin anew. */
  long samplingIntervalNanos() {
    long range =
        domain.rangeMicrojoules() == PowercapDomain.UNKNOWN_RANGE
            ? MIN_RANGE
            : domain.rangeMicrojoules();
    return range / domain.maxWatts() * 1_000 / 4;
  }
}
