package org.bandsaw.stage;

import org.bandsaw.data.MutableRow;

/** Transforms one row. Slots are looked up when the kernel is made; a call allocates nothing. */
@FunctionalInterface
public interface RowKernel {

  /** Transforms the row in place. Returns false if the row is filtered out. */
  boolean apply(MutableRow row);
}
