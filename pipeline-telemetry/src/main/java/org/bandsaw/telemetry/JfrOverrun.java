package org.bandsaw.telemetry;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A flight recorder event. */
@Name("org.bandsaw.Overrun")
@Label("Overrun")
@Description("An attempt over budget was accepted")
@Category("Bandsaw")
@StackTrace(false)
final class JfrOverrun extends Event {
  @Nullable String job;
  long chunk;
  long firstRow;
  int rows;
  long neededBytes;
  long budgetBytes;
}
