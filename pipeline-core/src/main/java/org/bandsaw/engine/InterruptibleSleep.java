package org.bandsaw.engine;

import java.time.Duration;
import org.bandsaw.data.RunCancelledException;
import org.bandsaw.probe.Sleeper;

/** Sleeps on the thread of a run, and turns an interruption into the end of the run. */
final class InterruptibleSleep {

  private InterruptibleSleep() {}

  /**
   * Sleeps for a time; returns at once if it is zero.
   *
   * @param activity what an interruption interrupts, for the message
   * @throws RunCancelledException if interrupted; the interrupt flag is set again
   */
  static void sleep(Sleeper sleeper, Duration time, String activity) {
    if (time.isZero()) {
      return;
    }
    try {
      sleeper.sleep(time);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new RunCancelledException("interrupted while " + activity, interrupted);
    }
  }
}
