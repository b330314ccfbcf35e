package org.bandsaw.source;

import java.util.OptionalLong;

/**
 * A position between two rows of a source, from which a later run can continue.
 *
 * @param row number of the next row, from 0
 * @param line line of a text file at which reading continues, from 1; empty for other sources
 * @param byteOffset offset in the decompressed file at which reading continues, from 0; empty if
 *     the source has no bytes, or transcodes them
 */
public record SourcePosition(long row, OptionalLong line, OptionalLong byteOffset) {

  public SourcePosition {
    requireAtLeast(0, row, "row");
    requireAtLeast(1, line.orElse(1), "line");
    requireAtLeast(0, byteOffset.orElse(0), "byteOffset");
  }

  private static void requireAtLeast(long min, long value, String name) {
    if (value < min) {
      throw new IllegalArgumentException(name + " must be at least " + min + ", not " + value);
    }
  }

  /** The position before a row, without a line or a byte offset. */
  public static SourcePosition ofRow(long row) {
    return new SourcePosition(row, OptionalLong.empty(), OptionalLong.empty());
  }
}
