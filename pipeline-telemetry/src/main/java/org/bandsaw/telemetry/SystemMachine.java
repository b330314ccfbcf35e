package org.bandsaw.telemetry;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** This machine. A class rather than lambdas: the first lambda costs a cold process 10 ms. */
final class SystemMachine implements Machine {

  @Override
  public Host openHost() {
    return new OshiHost();
  }

  @Override
  public Counters counters(Thread measured, Supplier<List<Thread>> helpers) {
    return new JvmCounters(measured, helpers);
  }

  @Override
  public PeriodicTask schedule(
      String name, Duration initialDelay, Duration interval, Runnable task) {
    PeriodicThread thread = new PeriodicThread(name, initialDelay, interval, task);
    thread.start();
    return thread;
  }
}
