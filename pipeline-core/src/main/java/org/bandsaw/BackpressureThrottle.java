package org.bandsaw;

import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.bandsaw.budget.LoadReading;
import org.bandsaw.control.CombinedBackpressure;
import org.bandsaw.data.Chunk;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.Ticker;

/** Measures a run for its backpressure, once for each chunk, and keeps what the strategies say. */
final class BackpressureThrottle {

  private final Ticker ticker;
  private final ResourceProbe probe;
  private final Listeners listeners;
  private final long budgetBytes;
  private final boolean enabled;
  private final long startedAt;

  private CombinedBackpressure pressure;
  private long measuredSince;
  private long cpuNanosBefore;
  private long bytesReadBefore;
  private long chunkBytes;
  private long rows;
  private long neededBytes = -1;

  BackpressureThrottle(RunSettings settings, Listeners listeners) {
    this.ticker = settings.ticker();
    this.probe = settings.probe();
    this.listeners = listeners;
    this.budgetBytes = settings.memory().bytes();
    this.enabled = !settings.backpressure().isEmpty();
    this.pressure = CombinedBackpressure.of(settings.backpressure());
    this.startedAt = ticker.nanoTime();
    this.measuredSince = startedAt;
    this.cpuNanosBefore = enabled ? probe.read().threadCpuNanos().orElse(-1) : -1;
  }

  /**
   * Called before each read: how long to wait before {@link #restart}. Nothing as long as no rows
   * came since the last call.
   */
  Duration nextPause(SourceRun source) {
    if (!enabled || rows == 0) {
      return Duration.ZERO;
    }
    pressure = pressure.next(load(source));
    for (CombinedBackpressure.Transition change : pressure.latestTransitions()) {
      listeners.publish(
          new RunEvent.BackpressureChanged(
              change.strategy(),
              change.before().maxRows(),
              change.after().maxRows(),
              change.after().pause()));
    }
    return pressure.pause();
  }

  private LoadReading load(SourceRun source) {
    long now = ticker.nanoTime();
    long worked = now - measuredSince;
    OptionalLong read = source.bytesRead();
    long bytes = read.isPresent() ? read.getAsLong() - bytesReadBefore : chunkBytes;
    bytesReadBefore = read.orElse(0);
    long cpu = probe.read().threadCpuNanos().orElse(-1);
    return new LoadReading(
        Duration.ofNanos(now - startedAt),
        Duration.ofNanos(worked),
        source.queued(),
        neededBytes < 0
            ? OptionalDouble.empty()
            : OptionalDouble.of((double) neededBytes / budgetBytes),
        cpu < 0 || cpuNanosBefore < 0
            ? OptionalDouble.empty()
            : rate(cpu - cpuNanosBefore, worked, 1),
        rate(bytes, worked, 1e9),
        rate(rows, worked, 1e9));
  }

  private static OptionalDouble rate(long amount, long nanos, double factor) {
    return nanos <= 0 ? OptionalDouble.empty() : OptionalDouble.of(factor * amount / nanos);
  }

  /** Called after the wait: what is worked from now on is measured anew. */
  void restart() {
    if (rows > 0) {
      measuredSince = ticker.nanoTime();
      cpuNanosBefore = probe.read().threadCpuNanos().orElse(-1);
      rows = 0;
      chunkBytes = 0;
    }
  }

  /** Rows were read. */
  void chunkRead(Chunk chunk) {
    if (enabled) {
      rows += chunk.rowCount();
      chunkBytes += chunk.retainedBytes();
    }
  }

  /** An attempt needed so many bytes. */
  void neededBytes(long bytes) {
    neededBytes = bytes;
  }

  /** How many rows may be asked for. */
  int rows() {
    return pressure.maxRows();
  }

  /** How often a strategy changed its answer. */
  long transitions() {
    return pressure.transitionCount();
  }
}
