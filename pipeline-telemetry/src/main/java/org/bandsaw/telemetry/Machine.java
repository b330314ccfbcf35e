package org.bandsaw.telemetry;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** What telemetry needs of the machine it runs on. */
interface Machine {

  /** The host; takes long, the first time seconds. */
  Host openHost();

  /**
   * What the virtual machine counts.
   *
   * @param watched the thread whose processor time counts
   * @param helpers threads whose processor time counts too
   */
  Counters counters(Thread watched, Supplier<List<Thread>> helpers);

  /**
   * Does something again and again, beside the thread that asked for it.
   *
   * @param name of the thread
   * @param wait until the first beat
   * @param every from the end of one beat to the begin of the next
   */
  PeriodicTask schedule(String name, Duration wait, Duration every, Runnable beat);

  /** Something that beats. */
  interface PeriodicTask extends AutoCloseable {

    /** Lets it not beat again; a beat under way ends by itself. */
    @Override
    void close();

    /** Waits until a beat under way has ended, but for no longer than five seconds. */
    default void awaitTermination() {}
  }
}
