package org.bandsaw.telemetry;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A daemon thread that does something, waits, and does it again until it is closed. */
final class BeatingThread extends Thread implements Machine.Beating {

  private static final long LONGEST_WAIT_MILLIS = 5_000;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Duration every;
  private final Runnable beat;

  BeatingThread(String name, Duration every, Runnable beat) {
    super(name);
    setDaemon(true);
    this.every = every;
    this.beat = beat;
  }

  @Override
  public void run() {
    try {
      boolean over = closed.getCount() == 0;
      while (!over) {
        beat.run();
        over = closed.await(every.toNanos(), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException ended) {
      interrupt(); // the thread is ours: whoever interrupts it wants its end
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }

  @Override
  public void awaitEnd() {
    try {
      join(LONGEST_WAIT_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt(); // whoever waits is to end, not this thread
    }
  }
}
