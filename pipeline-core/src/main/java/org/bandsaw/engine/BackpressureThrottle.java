package org.bandsaw.engine;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.bandsaw.budget.LoadReading;
import org.bandsaw.control.CombinedBackpressure;
import org.bandsaw.engine.monitor.EventPublisher;
import org.bandsaw.engine.plan.RunSettings;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.Ticker;

/**
 * Measures the load of a run before each read and applies the job's backpressure strategies to it.
 * Used by the run's thread; {@link #transitionCount} is safe for any thread.
 */
final class BackpressureThrottle {

  private final Ticker ticker;
  private final ResourceProbe probe;
  private final EventPublisher events;
  private final long budgetBytes;
  private final boolean enabled;
  private final long startNanos;

  private volatile CombinedBackpressure backpressure;
  private long measuredSince;
  private long cpuNanosBefore;
  private long bytesBefore;
  private long rowsBefore;
  private long neededBytes = -1;

  BackpressureThrottle(RunSettings settings, EventPublisher events) {
    this.ticker = settings.ticker();
    this.probe = settings.probe();
    this.events = events;
    this.budgetBytes = settings.memory().bytes();
    this.enabled = !settings.backpressure().isEmpty();
    this.backpressure = CombinedBackpressure.of(settings.backpressure());
    this.startNanos = ticker.nanoTime();
    this.measuredSince = startNanos;
    this.cpuNanosBefore = enabled ? threadCpuNanos() : -1;
  }

  private long threadCpuNanos() {
    return probe.read().threadCpuNanos().orElse(-1);
  }

  /**
   * Returns how long to wait before the next read; zero if no rows were read since {@link
   * #restart}.
   */
  Duration nextPause(SourceReader source) {
    if (!enabled || source.rowsRead() == rowsBefore) {
      return Duration.ZERO;
    }
    backpressure = backpressure.next(load(source));
    List<CombinedBackpressure.Transition> transitions = backpressure.latestTransitions();
    for (CombinedBackpressure.Transition change : transitions) {
      events.publish(
          new RunEvent.BackpressureChanged(
              change.strategy(),
              change.before().maxRows(),
              change.after().maxRows(),
              change.after().pause()));
    }
    return backpressure.pause();
  }

  private LoadReading load(SourceReader source) {
    long now = ticker.nanoTime();
    long busy = now - measuredSince;
    long allBytes = source.bytesRead();
    long bytes = allBytes - bytesBefore;
    bytesBefore = allBytes;
    long rows = source.rowsRead() - rowsBefore;
    long cpu = threadCpuNanos();
    return new LoadReading(
        Duration.ofNanos(now - startNanos),
        Duration.ofNanos(busy),
        source.queueFill(),
        neededBytes < 0
            ? OptionalDouble.empty()
            : OptionalDouble.of((double) neededBytes / budgetBytes),
        cpu < 0 || cpuNanosBefore < 0
            ? OptionalDouble.empty()
            : rate(cpu - cpuNanosBefore, busy, 1),
        rate(bytes, busy, 1e9),
        rate(rows, busy, 1e9));
  }

  private static OptionalDouble rate(long amount, long nanos, double factor) {
    return nanos <= 0 ? OptionalDouble.empty() : OptionalDouble.of(factor * amount / nanos);
  }

  /** Starts a new measurement, after the wait. */
  void restart(SourceReader source) {
    if (enabled && source.rowsRead() != rowsBefore) {
      measuredSince = ticker.nanoTime();
      cpuNanosBefore = threadCpuNanos();
      rowsBefore = source.rowsRead();
    }
  }

  /** Records the memory that an attempt needed. */
  void attempted(long bytes) {
    neededBytes = bytes;
  }

  /** Returns the maximum number of rows of the next read. */
  int maxRows() {
    return backpressure.maxRows();
  }

  /** Returns how often a strategy changed its limits. */
  long transitionCount() {
    return backpressure.transitionCount();
  }
}
