package org.bandsaw.probe;

import java.time.Duration;

/** Waits; tests replace it. */
@FunctionalInterface
public interface Sleeper {

  /** Waits for this duration. */
  void sleep(Duration duration) throws InterruptedException;

  /** Returns a sleeper that puts the calling thread to sleep. */
  static Sleeper system() {
    return duration -> Thread.sleep(duration.toMillis(), duration.toNanosPart() % 1_000_000);
  }
}
