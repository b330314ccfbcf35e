package org.bandsaw.telemetry;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Does something again and again; tests do it by hand. */
@FunctionalInterface
interface SamplingScheduler {

  /**
   * Begins.
   *
   * @return what ends it, and leaves no thread behind
   */
  Runnable schedule(Duration time, Runnable task);

  /** On a daemon thread of its own. */
  static SamplingScheduler system() {
    return (time, task) -> {
      ScheduledExecutorService thread =
          new ScheduledThreadPoolExecutor(
              1,
              work -> {
                Thread daemon = new Thread(work, "bandsaw-energy");
                daemon.setDaemon(true);
                return daemon;
              });
      ScheduledFuture<?> repeated =
          thread.scheduleWithFixedDelay(task, time.toNanos(), time.toNanos(), TimeUnit.NANOSECONDS);
      return () -> {
        repeated.cancel(false);
        thread.shutdown();
        try {
          if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException(
                "the thread that samples energy has not ended in 10 s: a file of the system does"
                    + " not answer");
          }
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt(); // the thread was told to end, and will
        }
      };
    };
  }
}
