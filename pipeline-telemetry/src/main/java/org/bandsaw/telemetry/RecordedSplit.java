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
@Name("org.bandsaw.Split")
@Label("Split")
@Description("An attempt cost more than the budget and was rolled back")
@Category("Bandsaw")
@StackTrace(false)
final class RecordedSplit extends Event {
  @Label("Job")
  @Nullable String job;

  @Label("Chunk")
  long chunk;

  @Label("First Row")
  long firstRow;

  @Label("Rows")
  int rows;

  @Label("Attempt")
  int attempt;

  @Label("Needed")
  @DataAmount
  long needed;

  @Label("Budget")
  @DataAmount
  long budget;
}
