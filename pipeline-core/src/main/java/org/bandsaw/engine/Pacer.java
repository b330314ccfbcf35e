package org.bandsaw.engine;

import java.time.Duration;

/** Keeps one budget by pauses. Decides; the caller waits and asks again until it may go on. */
interface Pacer {

  /** Returns how long to pause before the next decision, at most 0.2 s; zero to go on. */
  Duration nextPause();

  /** Returns why a run pauses, for the event. */
  String reason();

  /** Returns the name of the pauses in the report, as in "rest". */
  String timeName();

  /** Returns what the pause is for, to continue "interrupted while". */
  String activity();
}
