package org.bandsaw.telemetry;

import org.bandsaw.data.Figure;
import org.bandsaw.probe.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * Asks the host at most once a second, and not before its time; keeps the last answer. One thread
 * asks, any number may look up what was answered.
 */
final class HostPoller {

  static final long MIN_INTERVAL_NANOS = 1_000_000_000;

  private final Machine machine;
  private final Ticker ticker;
  private final long firstPollNanos;
  private @Nullable Host host;
  private long lastPollNanos;
  private boolean failed;
  private volatile @Nullable HostReading latest;
  private volatile Figure unavailableReason;

  /**
   * A desk that opens now.
   *
   * @param machine asked once for its host, by the thread that asks
   * @param afterNanos for how long the host is not asked
   */
  HostPoller(Machine machine, Ticker ticker, long afterNanos) {
    this.machine = machine;
    this.ticker = ticker;
    this.firstPollNanos = ticker.nanoTime() + afterNanos;
    this.unavailableReason =
        Figure.unknown(
            afterNanos > 0
                ? "the host is first asked after " + afterNanos / 1e9 + " s"
                : "the host has not answered yet");
  }

  /** Asks the host if it is time to. It is not asked again after it failed. */
  void pollIfDue() {
    long now = ticker.nanoTime();
    Host present = host;
    if (failed
        || (present == null
            ? now - firstPollNanos < 0
            : now - lastPollNanos < MIN_INTERVAL_NANOS)) {
      return;
    }
    lastPollNanos = now;
    try {
      if (present == null) {
        present = machine.openHost();
        host = present;
      }
      latest = present.read();
    } catch (RuntimeException | LinkageError problem) {
      failed = true;
      latest = null;
      unavailableReason = Figure.unknown("the host could not be asked: " + problem);
    }
  }

  /** The last answer; nothing before the first one, and after a failure. */
  @Nullable HostReading latest() {
    return latest;
  }

  /** Why there is no answer. */
  Figure unavailableReason() {
    return unavailableReason;
  }
}
