package org.bandsaw.telemetry;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A daemon thread that runs a task periodically until it is closed. */
final class PeriodicThread extends Thread implements Machine.PeriodicTask {

  private static final long MAX_JOIN_MILLIS = 5_000;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Duration initialDelay;
  private final Duration interval;
  private final Runnable task;

  PeriodicThread(String name, Duration initialDelay, Duration interval, Runnable task) {
    super(name);
    setDaemon(true);
    this.initialDelay = initialDelay;
    this.interval = interval;
    this.task = task;
  }

  @Override
  public void run() {
    try {
      boolean closing = isClosedWithin(initialDelay);
      while (!closing) {
        task.run();
        closing = isClosedWithin(interval);
      }
    } catch (InterruptedException interrupted) {
      interrupt(); // an interruption ends the thread
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
      Thread.currentThread().interrupt(); // it ends the caller's wait, not this thread
    }
  }
}
