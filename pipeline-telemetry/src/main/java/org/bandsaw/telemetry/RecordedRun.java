package org.bandsaw.telemetry;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** An event of the flight recorder. */
@Name("org.bandsaw.Run")
@Label("Run")
@Description("A run ended")
@Category("Bandsaw")
@StackTrace(false)
final class RecordedRun extends Event {
  @Label("Job")
  @Nullable String job;

  @Label("Outcome")
  @Nullable String outcome;

  @Label("Rows")
  long rows;
}
