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
 * A flight recorder event. Labels and units are part of the field names rather than annotations:
 * annotations are read when the event is registered and written when the recorder closes, at a cost
 * that is noticeable in a short run.
 */
@Name("org.bandsaw.Chunk")
@Label("Chunk")
@Description("A chunk was committed")
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
