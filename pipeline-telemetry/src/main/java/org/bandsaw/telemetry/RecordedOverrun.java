package org.bandsaw.telemetry;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** An event of the flight recorder. */
@Name("org.bandsaw.Overrun")
@Label("Overrun")
@Description("An attempt cost more than the budget and was accepted")
@Category("Bandsaw")
@StackTrace(false)
final class RecordedOverrun extends Event {
  @Label("Job")
  @Nullable String job;

  @Label("Chunk")
  long chunk;

  @Label("First Row")
  long firstRow;

  @Label("Rows")
  int rows;

  @Label("Needed")
  @DataAmount
  long needed;

  @Label("Budget")
  @DataAmount
  long budget;
}
