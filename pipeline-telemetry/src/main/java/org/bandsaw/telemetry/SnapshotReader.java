package org.bandsaw.telemetry;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.bandsaw.data.Figure;
import org.bandsaw.probe.ContainerReading;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.ResourceReading;
import org.bandsaw.probe.Ticker;
import org.jspecify.annotations.Nullable;

/** Takes snapshots: of the process now, of the host at its latest reading. Thread-safe. */
final class SnapshotReader {

  private static final Figure NOT_REPORTED = Figure.unknown("not reported by this system");
  private static final Figure NO_LIMIT = Figure.unknown("no limit is set");
  private static final Figure NO_CONTAINER = Figure.unknown("not reported by a control group");
  private static final Figure NO_GC_YET =
      Figure.unknown("no garbage collection yet, or not reported by the collector");

  private final ResourceProbe probe;
  private final Ticker ticker;
  private final Counters counters;
  private final HostPoller host;
  private int processors;

  SnapshotReader(ResourceProbe probe, Ticker ticker, Counters counters, HostPoller host) {
    this.probe = probe;
    this.ticker = ticker;
    this.counters = counters;
    this.host = host;
  }

  synchronized Snapshot read() {
    Figure[] raw = new Figure[Metric.values().length];
    double[] seconds = new double[raw.length];
    ResourceReading process = probe.read();
    if (processors == 0) {
      processors = process.processors(); // fixed, so that a change does not make shares jump
    }
    long nanos = ticker.nanoTime();
    OptionalLong cpu = process.processCpuNanos();
    put(raw, Metric.CPU_PROCESS, scaled(cpu, 1e-9 / processors, NOT_REPORTED));
    put(raw, Metric.CPU_RUN, counters.runCpuSeconds());
    put(raw, Metric.RESIDENT_MEMORY, scaled(process.residentBytes(), 1, NOT_REPORTED));
    put(raw, Metric.HEAP_USED, Figure.known((double) process.heapUsedBytes()));
    put(raw, Metric.HEAP_AFTER_GC, scaled(process.heapAfterCollectionBytes(), 1, NO_GC_YET));
    put(raw, Metric.DIRECT_MEMORY, scaled(process.directBytes(), 1, NOT_REPORTED));
    put(raw, Metric.GC_COUNT, counters.gcCount());
    put(raw, Metric.GC_TIME, counters.gcSeconds());
    container(raw, process.container());
    host(raw, seconds, nanos);
    return new Snapshot(this, ticker.now(), nanos, raw, seconds);
  }

  private static void container(Figure[] raw, ContainerReading container) {
    OptionalLong used = container.memoryUsedBytes();
    OptionalLong limit = container.memoryLimitBytes();
    OptionalDouble processors = container.cpuLimit();
    put(raw, Metric.CONTAINER_MEMORY, scaled(used, 1, NO_CONTAINER));
    put(raw, Metric.CONTAINER_MEMORY_LIMIT, scaled(limit, 1, NO_LIMIT));
    put(
        raw,
        Metric.CONTAINER_MEMORY_USE,
        used.isPresent() && limit.isPresent()
            ? Figure.known((double) used.getAsLong() / limit.getAsLong())
            : NO_LIMIT);
    put(
        raw,
        Metric.CONTAINER_PROCESSORS,
        processors.isPresent() ? Figure.known(processors.getAsDouble()) : NO_LIMIT);
  }

  /** Fills in the metrics that are still missing. */
  private void host(Figure[] raw, double[] seconds, long nanos) {
    @Nullable HostReading reading = host.latest();
    for (Metric metric : Metric.values()) {
      int i = metric.index();
      seconds[i] = nanos / 1e9;
      if (raw[i] == null) {
        raw[i] = reading == null ? host.unavailableReason() : reading.value(metric);
        if (reading != null) {
          boolean share = metric == Metric.CPU_SYSTEM;
          seconds[i] = share ? reading.processorSeconds() : reading.nanos() / 1e9;
        }
      }
    }
  }

  private static void put(Figure[] raw, Metric metric, Figure figure) {
    raw[metric.index()] = figure;
  }

  private static Figure scaled(OptionalLong value, double unit, Figure otherwise) {
    return value.isPresent() ? Figure.known(value.getAsLong() * unit) : otherwise;
  }
}
