package org.bandsaw.telemetry;

import org.bandsaw.data.Figure;
import org.bandsaw.probe.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * Reads the host after an initial delay and then at most once a second, and keeps the latest
 * reading. One thread polls; any number of threads may get the latest reading.
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
   * Creates a poller.
   *
   * @param machine the machine, whose host is opened once, by the polling thread
   * @param delayNanos the time from now to the first reading
   */
  HostPoller(Machine machine, Ticker ticker, long delayNanos) {
    this.machine = machine;
    this.ticker = ticker;
    this.firstPollNanos = ticker.nanoTime() + delayNanos;
    this.unavailableReason =
        Figure.unknown(
            delayNanos > 0
                ? "the host is first read after " + delayNanos / 1e9 + " s"
                : "the host has not been read yet");
  }

  /** Reads the host if a reading is due. Does nothing after a failure. */
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
      unavailableReason = Figure.unknown("the host could not be read: " + problem);
    }
  }

  /** Returns the latest reading; null before the first one and after a failure. */
  @Nullable HostReading latest() {
    return latest;
  }

  /** Returns why there is no reading. */
  Figure unavailableReason() {
    return unavailableReason;
  }
}
