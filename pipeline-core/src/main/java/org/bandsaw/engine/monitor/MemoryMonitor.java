package org.bandsaw.engine.monitor;

import java.util.OptionalLong;
import org.bandsaw.budget.MemoryUsage;
import org.bandsaw.control.MemoryMeter;
import org.bandsaw.control.ObservedMemory;
import org.bandsaw.engine.plan.RunSettings;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.ResourceReading;
import org.bandsaw.probe.Ticker;

/**
 * Samples the memory of the machine four times a second, but not in the first two seconds: the
 * first reading loads classes that would cost short runs a tenth of their time. Used by the run's
 * thread.
 */
public final class MemoryMonitor {

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

  /** Returns the meter of the memory that the run accounts for. */
  public MemoryMeter meter() {
    return meter;
  }

  /**
   * Takes a sample if one is due.
   *
   * @param accountedBytes the bytes that the run accounts for now
   */
  public void sampleIfDue(long accountedBytes) {
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

  /** Returns the memory of the machine at the last sample. */
  public ObservedMemory observed() {
    return observed;
  }

  /** Returns the memory usage so far, and whether the budget held. */
  public MemoryUsage usage() {
    return meter.usage();
  }
}
