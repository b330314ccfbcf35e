package org.bandsaw.telemetry;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs a task periodically; tests run it by hand. */
@FunctionalInterface
interface SamplingScheduler {

  /**
   * Starts to run a task periodically.
   *
   * @return an action that stops it and its thread
   */
  Runnable schedule(Duration interval, Runnable task);

  /** Returns a scheduler that uses a daemon thread per task. */
  static SamplingScheduler system() {
    return (interval, task) -> {
      ScheduledExecutorService thread =
          new ScheduledThreadPoolExecutor(
              1,
              target -> {
                Thread daemon = new Thread(target, "bandsaw-energy");
                daemon.setDaemon(true);
                return daemon;
              });
      ScheduledFuture<?> repeated =
          thread.scheduleWithFixedDelay(
              task, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
      return () -> {
        repeated.cancel(false);
        thread.shutdown();
        try {
          if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException(
                "the thread that samples energy did not end within 10 s: reading a system file"
                    + " blocks");
          }
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt(); // the thread is shut down and will end
        }
      };
    };
  }
}
