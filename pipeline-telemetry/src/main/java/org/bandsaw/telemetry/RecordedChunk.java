package org.bandsaw.telemetry;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** An event of the flight recorder. */
@Name("org.bandsaw.Chunk")
@Label("Chunk")
@Description("Rows were committed")
@Category("Bandsaw")
@StackTrace(false)
final class RecordedChunk extends Event {
  @Label("Job")
  @Nullable String job;

  @Label("Chunk")
  long chunk;

  @Label("First Row")
  long firstRow;

  @Label("Rows In")
  int rowsIn;

  @Label("Rows Out")
  int rowsOut;

  @Label("Attempt")
  int attempt;

  @Label("Took")
  @Timespan(Timespan.NANOSECONDS)
  long took;

  @Label("Allocated")
  @Description("-1 where nobody counts")
  @DataAmount
  long allocated;

  @Label("Held")
  @DataAmount
  long held;
}
