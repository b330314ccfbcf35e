package org.bandsaw.telemetry;

import java.time.Duration;

/** Does something again and again, beside the thread that asked for it. */
@FunctionalInterface
interface Pulse {

  /**
   * Begins to, at once.
   *
   * @param name of the thread
   * @param every from the end of one beat to the begin of the next
   */
  Beating start(String name, Duration every, Runnable beat);

  /** Something that beats. */
  @FunctionalInterface
  interface Beating extends AutoCloseable {

    /** Lets it not beat again; a beat under way ends by itself. */
    @Override
    void close();
  }

  /** A daemon thread. */
  static Pulse thread() {
    return BeatingThread::begin;
  }
}
