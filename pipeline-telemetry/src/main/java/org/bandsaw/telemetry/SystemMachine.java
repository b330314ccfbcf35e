package org.bandsaw.telemetry;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * The real one. A class, and not some lambdas: the first lambda costs a cold process ten
 * milliseconds, and a run that is measured is to cost what it costs otherwise.
 */
final class SystemMachine implements Machine {

  @Override
  public Host openHost() {
    return new OshiHost();
  }

  @Override
  public Counters counters(Thread watched, Supplier<List<Thread>> helpers) {
    return new JvmCounters(watched, helpers);
  }

  @Override
  public PeriodicTask schedule(String name, Duration wait, Duration every, Runnable beat) {
    PeriodicThread beating = new PeriodicThread(name, wait, every, beat);
    beating.start();
    return beating;
  }
}
