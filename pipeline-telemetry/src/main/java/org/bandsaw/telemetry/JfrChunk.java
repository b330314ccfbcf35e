package org.bandsaw.telemetry;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * An event of the flight recorder. What fields are and their units stand in their names: each
 * annotation beside them would be read when the event is registered, and written when the recorder
 * closes, at a cost that a short run notices.
 */
@Name("org.bandsaw.Chunk")
@Label("Chunk")
@Description("Rows were committed")
@Category("Bandsaw")
@StackTrace(false)
final class JfrChunk extends Event {
  @Nullable String job;
  long chunk;
  long firstRow;
  int rowsIn;
  int rowsOut;
  int attempt;

  @Timespan(Timespan.NANOSECONDS)
  long took;

  long allocatedBytes;
  long retainedBytes;
}
