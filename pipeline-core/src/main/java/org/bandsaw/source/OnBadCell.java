package org.bandsaw.source;

/** What happens to a cell that does not fit its column's type. */
public enum OnBadCell {
  /** The run ends with a {@link org.bandsaw.data.BadDataException} that says where it stands. */
  FAIL,
  /** It becomes missing and is counted by {@link ChunkReader#cellsSetMissing}. */
  SET_MISSING
}
