package org.bandsaw;

import java.util.OptionalLong;
import org.bandsaw.budget.MemoryUsage;
import org.bandsaw.control.MemoryMeter;
import org.bandsaw.control.ObservedMemory;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.ResourceReading;
import org.bandsaw.probe.Ticker;

/**
 * Looks at the machine's memory now and then, never in the first two seconds: a reading costs
 * little, but the first one loads what short runs do without, and would cost them a tenth of their
 * time. Used by the run's thread.
 */
final class MemoryMonitor {

  private static final long INITIAL_DELAY_NANOS = 2_000_000_000;
  private static final long SAMPLE_INTERVAL_NANOS = 250_000_000;

  private final ResourceProbe probe;
  private final Ticker ticker;
  private final MemoryMeter meter;
  private long nextSampleAt;
  private ObservedMemory observed = ObservedMemory.unknown();

  MemoryMonitor(RunSettings settings) {
    this.probe = settings.probe();
    this.ticker = settings.ticker();
    this.meter = new MemoryMeter(settings.memory());
    this.nextSampleAt = ticker.nanoTime() + INITIAL_DELAY_NANOS;
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
  void sampleIfDue(long accountedBytes) {
    long now = ticker.nanoTime();
    if (now - nextSampleAt >= 0) {
      nextSampleAt = now + SAMPLE_INTERVAL_NANOS;
      ResourceReading reading = probe.read();
      meter.record(reading, accountedBytes);
      observed =
          new ObservedMemory(
              reading.heapLiveBytes(),
              OptionalLong.of(reading.heapMaxBytes()),
              reading.container().unreclaimableBytes(),
              reading.container().memoryLimitBytes());
    }
  }

  /** How full the machine was at the last look. */
  ObservedMemory observed() {
    return observed;
  }

  MemoryUsage usage() {
    return meter.usage();
  }
}
