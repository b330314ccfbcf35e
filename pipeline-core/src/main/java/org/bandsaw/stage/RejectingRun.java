package org.bandsaw.stage;

import java.util.List;
import org.bandsaw.data.RejectedRow;

/**
 * Capability: a run that refuses rows. A refused row is not in the output. A stream counts it as
 * quarantined, apart from rows that filters drop; a batch counts it as filtered by the stage.
 */
public interface RejectingRun extends StageRun {

  /**
   * Returns the rows that the last call of {@link #process} or {@link #apply} refused, in order.
   */
  List<RejectedRow> rejectedRows();
}
