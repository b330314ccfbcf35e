package org.bandsaw.telemetry;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A daemon thread that does something, waits, and does it again until it is closed. */
final class BeatingThread implements Pulse.Beating {

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Duration every;
  private final Runnable beat;

  private BeatingThread(Duration every, Runnable beat) {
    this.every = every;
    this.beat = beat;
  }

  static Pulse.Beating begin(String name, Duration every, Runnable beat) {
    BeatingThread beating = new BeatingThread(every, beat);
    Thread thread = new Thread(beating::run, name);
    thread.setDaemon(true);
    thread.start();
    return beating;
  }

  private void run() {
    try {
      boolean over = closed.getCount() == 0;
      while (!over) {
        beat.run();
        over = closed.await(every.toNanos(), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt(); // the thread is ours: whoever interrupts it wants its end
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
