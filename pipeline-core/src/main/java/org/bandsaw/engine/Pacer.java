package org.bandsaw.engine;

import java.time.Duration;

/** Decides about pauses that keep one budget. The caller waits, until the next pause is zero. */
interface Pacer {

  /** Returns how long to pause before the next decision, at most 0.2 s; zero to continue. */
  Duration nextPause();

  /** Returns the reason of a pause, for the event. */
  String reason();

  /** Returns the name of the pauses among the times of the report. */
  String timeName();

  /** Returns what the run does in a pause, to continue "interrupted while". */
  String activity();
}
