package org.bandsaw.telemetry;

import java.io.IOException;
import org.bandsaw.probe.Ticker;

/**
 * Accumulates the energy of one domain. A counter wraps around at its range, so a difference is
 * ambiguous: the energy may be the difference, one range more, two ranges more, and so on. The
 * difference counts if exactly one of these amounts is possible in the time between two samples,
 * and is discarded otherwise. Guarded by the lock of its meter.
 */
final class PowercapCounter {

  /** Allows for delayed counter updates, and for a thread that is preempted between two reads. */
  private static final long SLACK_NANOS = 1_000_000_000L;

  /** A counter that is unchanged for this long does not work: no domain uses no energy. */
  private static final long MAX_UNCHANGED_NANOS = 1_000_000_000L;

  /** 2³² units of 2⁻¹⁶ J, the smallest range of current processors; used if it is not available. */
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

  /** Creates a counter that starts at the current value. */
  PowercapCounter(PowercapDomain domain, PowercapFiles files, Ticker ticker) {
    this.domain = domain;
    this.files = files;
    this.ticker = ticker;
    this.lastSampleNanos = ticker.nanoTime();
    this.lastChangeNanos = lastSampleNanos;
    try {
      lastMicrojoules = domain.readEnergy(files);
    } catch (IOException unreadable) {
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
        throw new IOException(domain.name() + " has been replaced by another domain");
      }
    } catch (IOException unreadable) {
      lastReadFailed = true;
      discarded++;
      return;
    }
    long now = ticker.nanoTime();
    if (lastReadFailed) {
      // the energy since the failure is unknown: the driver may have restarted the counter
      lastReadFailed = false;
      discarded++;
      lastChangeNanos = now;
    } else {
      add(energy, now);
    }
    lastMicrojoules = energy;
    lastSampleNanos = before; // the earlier time, so that an interval is never too short
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
    long max = maxMicrojoules(now - lastSampleNanos);
    if (used < 0 || used > max || used + rangeOrMin() <= max) {
      discarded++;
      lastChangeNanos = now;
    } else if (used > 0) {
      microjoules += used;
      hasChanged = true;
      lastChangeNanos = now;
    }
  }

  /** Returns the maximum energy in a time, in microjoules. */
  private long maxMicrojoules(long nanos) {
    return (Math.max(0, nanos) + SLACK_NANOS) / 1_000 * domain.maxWatts();
  }

  PowercapDomain domain() {
    return domain;
  }

  private long rangeOrMin() {
    return domain.rangeMicrojoules() == PowercapDomain.UNKNOWN_RANGE
        ? MIN_RANGE
        : domain.rangeMicrojoules();
  }

  /** Returns whether the counter has ever changed. */
  boolean hasChanged() {
    return hasChanged;
  }

  long microjoules() {
    return microjoules;
  }

  long discarded() {
    return discarded;
  }

  /** Returns a quarter of the shortest time in which the counter can wrap around. */
  long samplingIntervalNanos() {
    return rangeOrMin() / domain.maxWatts() * 1_000 / 4;
  }
}
