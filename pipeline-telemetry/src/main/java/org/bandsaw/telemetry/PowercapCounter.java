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
  private static final long STILL_NANOS = 1_000_000_000L;

  /** 2³² units of 2⁻¹⁶ J, the least range of today's processors, for one that does not say. */
  private static final long LEAST_RANGE = 65_536_000_000L;

  private final PowercapDomain domain;
  private final PowercapFiles files;
  private final Ticker ticker;

  private boolean lost;
  private long last;
  private long lastAt;
  private long movedAt;
  private boolean moved;
  private long microjoules;
  private long discarded;

  /** A counter that begins now. */
  PowercapCounter(PowercapDomain domain, PowercapFiles files, Ticker ticker) {
    this.domain = domain;
    this.files = files;
    this.ticker = ticker;
    this.lastAt = ticker.nanoTime();
    this.movedAt = lastAt;
    try {
      last = domain.energy(files);
    } catch (IOException gone) {
      lost = true;
      discarded++;
    }
  }

  void sample() {
    long before = ticker.nanoTime();
    long energy;
    try {
      energy = domain.energy(files);
      if (lost && !files.text(domain.directory().resolve("name")).equals(domain.zoneName())) {
        throw new IOException("another domain has taken the place of " + domain.name());
      }
    } catch (IOException gone) {
      lost = true;
      discarded++;
      return;
    }
    long now = ticker.nanoTime();
    if (lost) {
      lost = false; // what was used meanwhile cannot be told: a driver may have begun anew
      discarded++;
      movedAt = now;
    } else {
      add(energy, now);
    }
    last = energy;
    lastAt = before; // the earlier moment, so that the time between two samples is never too short
  }

  private void add(long energy, long now) {
    long used = energy - last;
    if (used == 0 && moved && now - movedAt >= STILL_NANOS) {
      discarded++;
      return;
    }
    if (used < 0 && domain.range() != PowercapDomain.UNKNOWN) {
      used += domain.range();
    }
    long most = most(now - lastAt);
    long range = domain.range() == PowercapDomain.UNKNOWN ? LEAST_RANGE : domain.range();
    if (used < 0 || used > most || used + range <= most) {
      discarded++;
      movedAt = now;
    } else if (used > 0) {
      microjoules += used;
      moved = true;
      movedAt = now;
    }
  }

  /** The most microjoules in so many nanoseconds. */
  private long most(long nanos) {
    return (Math.max(0, nanos) + SLACK_NANOS) / 1_000 * domain.mostWatts();
  }

  PowercapDomain domain() {
    return domain;
  }

  /** Whether it ever moved: one that never did counts nothing. */
  boolean moved() {
    return moved;
  }

  long microjoules() {
    return microjoules;
  }

  long discarded() {
    return discarded;
  }

  /** A fourth of the time in which it can begin anew. */
  long samplingNanos() {
    long range = domain.range() == PowercapDomain.UNKNOWN ? LEAST_RANGE : domain.range();
    return range / domain.mostWatts() * 1_000 / 4;
  }
}
