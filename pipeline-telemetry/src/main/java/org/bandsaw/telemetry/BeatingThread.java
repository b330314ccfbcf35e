package org.bandsaw.telemetry;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A daemon thread that does something, waits, and does it again until it is closed. */
final class BeatingThread extends Thread implements Machine.Beating {

  private static final long LONGEST_WAIT_MILLIS = 5_000;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Duration wait;
  private final Duration every;
  private final Runnable beat;

  BeatingThread(String name, Duration wait, Duration every, Runnable beat) {
    super(name);
    setDaemon(true);
    this.wait = wait;
    this.every = every;
    this.beat = beat;
  }

  @Override
  public void run() {
    try {
      boolean over = isOverAfter(wait);
      while (!over) {
        beat.run();
        over = isOverAfter(every);
      }
    } catch (InterruptedException ended) {
      interrupt(); // the thread is ours: whoever interrupts it wants its end
    }
  }

  private boolean isOverAfter(Duration time) throws InterruptedException {
    return closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
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
