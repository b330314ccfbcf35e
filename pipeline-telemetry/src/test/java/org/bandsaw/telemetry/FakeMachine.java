package org.bandsaw.telemetry;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.bandsaw.data.Figure;
import org.bandsaw.probe.ContainerReading;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.ResourceReading;
import org.bandsaw.testkit.ManualTicker;
import org.jspecify.annotations.Nullable;

/** A machine with two processors and a manual clock, whose counters are set by the test. */
final class FakeMachine implements ResourceProbe, Counters {

  static final int PROCESSORS = 2;

  final ManualTicker time = ManualTicker.start();
  final Map<Metric, Figure> host = new EnumMap<>(Metric.class);
  long cpuNanos;
  long threadNanos;
  long residentBytes = 64 << 20;
  OptionalLong limitBytes = OptionalLong.empty();
  double collections;
  double hostProcessorSeconds;
  int hostReads;
  int counterReads;

  /** Advances the clock and the processor time of a process that keeps processors busy. */
  void work(Duration time, double busyProcessors) {
    this.time.advance(time);
    cpuNanos += (long) (time.toNanos() * busyProcessors);
    threadNanos += (long) (time.toNanos() * Math.min(1, busyProcessors));
    hostProcessorSeconds += time.toNanos() / 1e9;
  }

  /** Increases a counter of the host. */
  void count(Metric metric, double increase) {
    host.merge(metric, Figure.known(increase), (a, b) -> Figure.known(a.value() + b.value()));
  }

  TelemetrySession session(ManualScheduler scheduler) {
    return TelemetrySession.start(telemetry(scheduler).hostDelay(Duration.ZERO), this, time);
  }

  Telemetry telemetry(ManualScheduler scheduler) {
    return Telemetry.of(with(() -> this::readHost, scheduler));
  }

  /** Returns this machine with another host; without a scheduler, tasks run on threads. */
  Machine with(Supplier<Host> hostSupplier, @Nullable ManualScheduler scheduler) {
    return new Machine() {
      @Override
      public Host openHost() {
        return hostSupplier.get();
      }

      @Override
      public Counters counters(Thread measured, Supplier<List<Thread>> helpers) {
        return FakeMachine.this;
      }

      @Override
      public PeriodicTask schedule(String name, Duration delay, Duration interval, Runnable task) {
        return scheduler == null
            ? new SystemMachine().schedule(name, delay, interval, task)
            : scheduler.schedule(name, delay, interval, task);
      }
    };
  }

  @Override
  public OptionalLong threadAllocatedBytes() {
    return OptionalLong.of(0);
  }

  @Override
  public ResourceReading read() {
    return new ResourceReading(
        10 << 20,
        100 << 20,
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.of(1 << 20),
        OptionalLong.of(0),
        OptionalLong.empty(),
        OptionalLong.of(cpuNanos),
        PROCESSORS,
        OptionalLong.of(residentBytes),
        OptionalLong.of(residentBytes),
        OptionalLong.of(1L << 33),
        new ContainerReading(OptionalLong.of(96 << 20), limitBytes, OptionalDouble.empty()));
  }

  @Override
  public OptionalLong processCpuNanos() {
    return OptionalLong.of(cpuNanos);
  }

  @Override
  public int processors() {
    return PROCESSORS;
  }

  @Override
  public OptionalLong peakResidentBytes() {
    return OptionalLong.of(residentBytes);
  }

  @Override
  public Figure runCpuSeconds() {
    counterReads++;
    return Figure.known(threadNanos / 1e9);
  }

  @Override
  public Figure gcCount() {
    return Figure.known(collections);
  }

  @Override
  public Figure gcSeconds() {
    return Figure.known(collections / 100);
  }

  /** Returns the reading of the host. */
  HostReading readHost() {
    hostReads++;
    return new HostReading(time.nanoTime(), hostProcessorSeconds, host);
  }
}
