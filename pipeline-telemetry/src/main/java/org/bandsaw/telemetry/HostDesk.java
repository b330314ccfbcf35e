package org.bandsaw.telemetry;

import org.bandsaw.data.Figure;
import org.bandsaw.probe.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * Asks the host at most once a second, and not before its time; keeps the last answer. One thread
 * asks, any number may look up what was answered.
 */
final class HostDesk {

  static final long LEAST_NANOS = 1_000_000_000;

  private final Machine machine;
  private final Ticker ticker;
  private final long from;
  private @Nullable Host host;
  private long askedAt;
  private boolean failed;
  private volatile @Nullable HostReading latest;
  private volatile Figure whyNot;

  /**
   * A desk that opens now.
   *
   * @param machine asked once for its host, by the thread that asks
   * @param afterNanos for how long the host is not asked
   */
  HostDesk(Machine machine, Ticker ticker, long afterNanos) {
    this.machine = machine;
    this.ticker = ticker;
    this.from = ticker.nanoTime() + afterNanos;
    this.whyNot =
        Figure.unknown(
            afterNanos > 0
                ? "the host is first asked after " + afterNanos / 1e9 + " s"
                : "the host has not answered yet");
  }

  /** Asks the host if it is time to. It is not asked again after it failed. */
  void ask() {
    long now = ticker.nanoTime();
    Host present = host;
    if (failed || (present == null ? now - from < 0 : now - askedAt < LEAST_NANOS)) {
      return;
    }
    askedAt = now;
    try {
      if (present == null) {
        present = machine.openHost();
        host = present;
      }
      latest = present.read();
    } catch (RuntimeException | LinkageError problem) {
      failed = true;
      latest = null;
      whyNot = Figure.unknown("the host could not be asked: " + problem);
    }
  }

  /** The last answer; nothing before the first one, and after a failure. */
  @Nullable HostReading latest() {
    return latest;
  }

  /** Why there is no answer. */
  Figure whyNot() {
    return whyNot;
  }
}
