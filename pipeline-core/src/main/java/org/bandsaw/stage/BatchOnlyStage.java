package org.bandsaw.stage;

import org.bandsaw.data.Chunk;
import org.jspecify.annotations.Nullable;

/**
 * A step that has to see whole columns before it can say anything about a row: a batch takes it, a
 * stream refuses it when it opens.
 *
 * <p>Its run is given all training rows at once in {@link StageRun#process}, and fits to them.
 * {@link StageRun#apply} then does to each row what the fit says, whatever other rows come along:
 * the same for any cut. Until it has been fitted or loaded, {@link StageRun#output} may name
 * columns that the fit will drop.
 */
public interface BatchOnlyStage extends Stage {

  /**
   * The order in which the rows of a batch go on from here: the position of the row that comes
   * first, of the second, and so on; null when they stay as they are. Asked for before the stage is
   * fitted. Rows that are served later, by a trained pipeline, are never reordered.
   *
   * @param rows all rows of the batch
   */
  default int @Nullable [] order(Chunk rows) {
    return null;
  }
}
