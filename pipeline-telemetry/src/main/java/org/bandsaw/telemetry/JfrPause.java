package org.bandsaw.telemetry;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** An event of the flight recorder. */
@Name("org.bandsaw.Pause")
@Label("Pause")
@Description("A run rested")
@Category("Bandsaw")
@StackTrace(false)
final class JfrPause extends Event {
  @Nullable String job;
  @Nullable String reason;

  @Timespan(Timespan.NANOSECONDS)
  long took;
}
