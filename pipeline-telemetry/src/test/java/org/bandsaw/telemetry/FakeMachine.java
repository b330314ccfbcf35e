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

/** A machine with two processors on a clock of its own, all of whose counters a test moves. */
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

  /** Lets time pass in which this process kept so many processors busy. */
  void work(Duration passed, double busyProcessors) {
    time.advance(passed);
    cpuNanos += (long) (passed.toNanos() * busyProcessors);
    threadNanos += (long) (passed.toNanos() * Math.min(1, busyProcessors));
    hostProcessorSeconds += passed.toNanos() / 1e9;
  }

  /** Lets something that the host counts go up. */
  void count(Metric metric, double more) {
    host.merge(metric, Figure.known(more), (now, plus) -> Figure.known(now.value() + plus.value()));
  }

  TelemetrySession session(ManualScheduler pulse) {
    return TelemetrySession.start(telemetry(pulse).hostDelay(Duration.ZERO), this, time);
  }

  Telemetry telemetry(ManualScheduler pulse) {
    return Telemetry.of(with(() -> this::readHost, pulse));
  }

  /** This machine with another host; its beats are made by hand, or by threads without a pulse. */
  Machine with(Supplier<Host> opening, @Nullable ManualScheduler pulse) {
    return new Machine() {
      @Override
      public Host openHost() {
        return opening.get();
      }

      @Override
      public Counters counters(Thread watched, Supplier<List<Thread>> helpers) {
        return FakeMachine.this;
      }

      @Override
      public PeriodicTask schedule(String name, Duration wait, Duration every, Runnable beat) {
        return pulse == null
            ? new SystemMachine().schedule(name, wait, every, beat)
            : pulse.schedule(name, wait, every, beat);
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

  /** What the host says. */
  HostReading readHost() {
    hostReads++;
    return new HostReading(time.nanoTime(), hostProcessorSeconds, host);
  }
}
