package org.bandsaw.stage;

import org.bandsaw.data.RowLayout;

/** A run that can transform one row without a chunk, as needed for single events. */
public interface RowStageRun extends StageRun {

  /**
   * Returns a kernel that transforms a row as {@link #apply} transforms a chunk of one row, with
   * equal bits.
   *
   * @param layout the slots of the input columns; this method advances it to the output columns
   */
  RowKernel rowKernel(RowLayout layout);
}
