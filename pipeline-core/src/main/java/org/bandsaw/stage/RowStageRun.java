package org.bandsaw.stage;

import org.bandsaw.data.RowLayout;

/** Capability: one row without a chunk, which is what single events use. */
public interface RowStageRun extends StageRun {

  /**
   * The kernel that does to a row what {@link #apply} does to a chunk of one row, bit for bit.
   *
   * @param layout where the columns that come in stand; the stage advances it to what goes out
   */
  RowKernel rowKernel(RowLayout layout);
}
