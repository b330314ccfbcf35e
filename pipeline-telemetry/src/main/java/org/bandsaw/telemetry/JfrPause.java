package org.bandsaw.telemetry;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A flight recorder event. */
@Name("org.bandsaw.Pause")
@Label("Pause")
@Description("A run paused")
@Category("Bandsaw")
@StackTrace(false)
final class JfrPause extends Event {
  @Nullable String job;
  @Nullable String reason;

  @Timespan(Timespan.NANOSECONDS)
  long took;
}
