package org.bandsaw.stage;

import org.bandsaw.data.Chunk;
import org.jspecify.annotations.Nullable;

/**
 * A stage that needs whole columns before it can transform a row. A batch run accepts it; a
 * streaming run refuses it when it opens.
 *
 * <p>{@link StageRun#process} is called once, with all training rows, and fits the run to them.
 * {@link StageRun#apply} then transforms each row by the fit alone, independent of other rows and
 * of chunk boundaries. Before the run is fitted or loaded, {@link StageRun#output} may contain
 * columns that the fit will drop.
 */
public interface BatchOnlyStage extends Stage {

  /**
   * Returns the order of the rows after this stage, as positions: of the row that becomes the
   * first, of the second, and so on; null if the order does not change. It is called before the
   * stage is fitted. The rows that a trained pipeline processes later are never reordered.
   *
   * @param rows all rows of the batch
   */
  default int @Nullable [] order(Chunk rows) {
    return null;
  }
}
