package org.bandsaw.source;

/** How a cell that does not fit the type of its column is handled. */
public enum OnBadCell {
  /** Fails with a {@link org.bandsaw.data.BadDataException} that contains the location. */
  FAIL,
  /** Sets the cell to missing and counts it in {@link ChunkReader#cellsSetMissing}. */
  SET_MISSING
}
