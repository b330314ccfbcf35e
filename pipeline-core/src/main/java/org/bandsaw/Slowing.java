package org.bandsaw;

import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.bandsaw.control.Load;
import org.bandsaw.control.Pressure;
import org.bandsaw.data.Chunk;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.Ticker;

/** Measures a run for its backpressure, once for each chunk, and keeps what the strategies say. */
final class Slowing {

  private final Ticker ticker;
  private final ResourceProbe probe;
  private final Listeners listeners;
  private final long budgetBytes;
  private final boolean measures;
  private final long startedAt;

  private Pressure pressure;
  private long workingSince;
  private long cpuThen;
  private long bytesThen;
  private long bytesOfRows;
  private long rows;
  private long needed = -1;

  Slowing(JobSettings settings, Listeners listeners) {
    this.ticker = settings.ticker();
    this.probe = settings.probe();
    this.listeners = listeners;
    this.budgetBytes = settings.memory().bytes();
    this.measures = !settings.backpressure().isEmpty();
    this.pressure = Pressure.of(settings.backpressure());
    this.startedAt = ticker.nanoTime();
    this.workingSince = startedAt;
    this.cpuThen = measures ? probe.read().threadCpuNanos().orElse(-1) : -1;
  }

  /**
   * Called before each read: how long to wait before {@link #restart}. Nothing as long as no rows
   * came since the last call.
   */
  Duration pause(SourceRun source) {
    if (!measures || rows == 0) {
      return Duration.ZERO;
    }
    pressure = pressure.next(load(source));
    for (Pressure.Transition change : pressure.changed()) {
      listeners.tell(
          new RunEvent.BackpressureChanged(
              change.strategy(),
              change.before().rows(),
              change.after().rows(),
              change.after().pause()));
    }
    return pressure.pause();
  }

  private Load load(SourceRun source) {
    long now = ticker.nanoTime();
    long worked = now - workingSince;
    OptionalLong read = source.bytesRead();
    long bytes = read.isPresent() ? read.getAsLong() - bytesThen : bytesOfRows;
    bytesThen = read.orElse(0);
    long cpu = probe.read().threadCpuNanos().orElse(-1);
    return new Load(
        Duration.ofNanos(now - startedAt),
        Duration.ofNanos(worked),
        source.queued(),
        needed < 0 ? OptionalDouble.empty() : OptionalDouble.of((double) needed / budgetBytes),
        cpu < 0 || cpuThen < 0 ? OptionalDouble.empty() : perNano(cpu - cpuThen, worked, 1),
        perNano(bytes, worked, 1e9),
        perNano(rows, worked, 1e9));
  }

  private static OptionalDouble perNano(long amount, long nanos, double factor) {
    return nanos <= 0 ? OptionalDouble.empty() : OptionalDouble.of(factor * amount / nanos);
  }

  /** Called after the wait: what is worked from now on is measured anew. */
  void restart() {
    if (rows > 0) {
      workingSince = ticker.nanoTime();
      cpuThen = probe.read().threadCpuNanos().orElse(-1);
      rows = 0;
      bytesOfRows = 0;
    }
  }

  /** Rows were read. */
  void read(Chunk chunk) {
    if (measures) {
      rows += chunk.rowCount();
      bytesOfRows += chunk.retainedBytes();
    }
  }

  /** An attempt needed so many bytes. */
  void needed(long bytes) {
    needed = bytes;
  }

  /** How many rows may be asked for. */
  int rows() {
    return pressure.rows();
  }

  /** How often a strategy changed its answer. */
  long transitions() {
    return pressure.transitions();
  }
}
