package org.bandsaw;

import java.util.OptionalLong;
import org.bandsaw.control.MemoryMeter;
import org.bandsaw.control.MemoryUse;
import org.bandsaw.control.ObservedMemory;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.ResourceReading;
import org.bandsaw.probe.Ticker;

/**
 * Looks at the machine's memory now and then, never in the first two seconds: a reading costs
 * little, but the first one loads what short runs do without, and would cost them a tenth of their
 * time. Used by the run's thread.
 */
final class MemoryWatch {

  private static final long FIRST_NANOS = 2_000_000_000;
  private static final long APART_NANOS = 250_000_000;

  private final ResourceProbe probe;
  private final Ticker ticker;
  private final MemoryMeter meter;
  private long lookAt;
  private ObservedMemory observed = ObservedMemory.unknown();

  MemoryWatch(JobSettings settings) {
    this.probe = settings.probe();
    this.ticker = settings.ticker();
    this.meter = new MemoryMeter(settings.memory());
    this.lookAt = ticker.nanoTime() + FIRST_NANOS;
  }

  /** What adds up the account. */
  MemoryMeter meter() {
    return meter;
  }

  /**
   * Looks if it is time to.
   *
   * @param accountedBytes what the run accounts for now
   */
  void look(long accountedBytes) {
    long now = ticker.nanoTime();
    if (now - lookAt >= 0) {
      lookAt = now + APART_NANOS;
      ResourceReading reading = probe.read();
      meter.see(reading, accountedBytes);
      observed =
          new ObservedMemory(
              reading.heapLiveBytes(),
              OptionalLong.of(reading.heapMaxBytes()),
              reading.container().memoryBoundBytes(),
              reading.container().memoryLimitBytes());
    }
  }

  /** How full the machine was at the last look. */
  ObservedMemory observed() {
    return observed;
  }

  MemoryUse use() {
    return meter.use();
  }
}
