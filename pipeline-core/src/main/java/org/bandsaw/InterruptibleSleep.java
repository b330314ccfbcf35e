package org.bandsaw;

import java.time.Duration;
import org.bandsaw.data.RunCancelledException;
import org.bandsaw.probe.Sleeper;

/** How the thread of a run sleeps. */
final class InterruptibleSleep {

  private InterruptibleSleep() {}

  /**
   * Sleeps, if there is any time to.
   *
   * @param doing what an interruption interrupts
   * @throws RunCancelledException when interrupted; the thread is so again
   */
  static void sleep(Sleeper sleeper, Duration time, String doing) {
    if (time.isZero()) {
      return;
    }
    try {
      sleeper.sleep(time);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new RunCancelledException("interrupted while " + doing, interrupted);
    }
  }
}
