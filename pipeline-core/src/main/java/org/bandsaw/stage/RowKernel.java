package org.bandsaw.stage;

import org.bandsaw.data.MutableRow;

/** What a stage does to one row; slots were looked up when it was made. Allocates nothing. */
@FunctionalInterface
public interface RowKernel {

  /** Transforms the row in place; answers false when the row is filtered out. */
  boolean apply(MutableRow row);
}
