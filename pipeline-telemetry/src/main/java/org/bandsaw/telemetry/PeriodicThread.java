package org.bandsaw.telemetry;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A daemon thread that does something, waits, and does it again until it is closed. */
final class PeriodicThread extends Thread implements Machine.PeriodicTask {

  private static final long MAX_JOIN_MILLIS = 5_000;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Duration initialDelay;
  private final Duration interval;
  private final Runnable task;

  PeriodicThread(String name, Duration wait, Duration every, Runnable beat) {
    super(name);
    setDaemon(true);
    this.initialDelay = wait;
    this.interval = every;
    this.task = beat;
  }

  @Override
  public void run() {
    try {
      boolean over = isClosedWithin(initialDelay);
      while (!over) {
        task.run();
        over = isClosedWithin(interval);
      }
    } catch (InterruptedException ended) {
      interrupt(); // the thread is ours: whoever interrupts it wants its end
    }
  }

  private boolean isClosedWithin(Duration time) throws InterruptedException {
    return closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    closed.countDown();
  }

  @Override
  public void awaitTermination() {
    try {
      join(MAX_JOIN_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt(); // whoever waits is to end, not this thread
    }
  }
}
