package org.bandsaw.telemetry;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** The machine and virtual machine that telemetry reads; tests use a fake. */
interface Machine {

  /** Opens the host. Slow; the first call takes up to seconds. */
  Host openHost();

  /**
   * Returns counters of the virtual machine.
   *
   * @param measured the thread whose processor time is counted
   * @param helpers further threads whose processor time is counted
   */
  Counters counters(Thread measured, Supplier<List<Thread>> helpers);

  /**
   * Runs a task periodically on another thread.
   *
   * @param name the name of the thread
   * @param initialDelay the time until the first execution
   * @param interval the time from the end of one execution to the start of the next
   */
  PeriodicTask schedule(String name, Duration initialDelay, Duration interval, Runnable task);

  /** A scheduled task. */
  interface PeriodicTask extends AutoCloseable {

    /** Cancels further executions; an execution in progress is not interrupted. */
    @Override
    void close();

    /** Waits until an execution in progress has ended, at most five seconds. */
    default void awaitTermination() {}
  }
}
