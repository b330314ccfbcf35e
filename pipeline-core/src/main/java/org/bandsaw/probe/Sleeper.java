package org.bandsaw.probe;

import java.time.Duration;

/** Waits, or in tests does not. */
@FunctionalInterface
public interface Sleeper {

  /** Waits for so long. */
  void sleep(Duration time) throws InterruptedException;

  /** Lets the calling thread sleep. */
  static Sleeper system() {
    return time -> Thread.sleep(time.toMillis(), time.toNanosPart() % 1_000_000);
  }
}
