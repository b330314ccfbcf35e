package org.bandsaw.telemetry;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A flight recorder event. */
@Name("org.bandsaw.Split")
@Label("Split")
@Description("An attempt over budget was rolled back and split")
@Category("Bandsaw")
@StackTrace(false)
final class JfrSplit extends Event {
  @Nullable String job;
  long chunk;
  long firstRow;
  int rows;
  int attempt;
  long neededBytes;
  long budgetBytes;
}
