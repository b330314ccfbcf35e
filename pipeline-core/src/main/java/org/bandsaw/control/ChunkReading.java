package org.bandsaw.control;

/**
 * What an attempt cost.
 *
 * @param rows rows that went in
 * @param allocatedBytes what the thread allocated during the attempt; 0 where nobody counts
 * @param heldBefore bytes accounted for before it: state, buffers, dictionaries
 * @param heldAfter the same after it
 */
public record ChunkReading(int rows, long allocatedBytes, long heldBefore, long heldAfter) {

  /**
   * The most that was needed at once: what was held, and what was allocated on top of it, of which
   * growth of what is held is a part.
   */
  public long neededBytes() {
    return heldBefore + Math.max(allocatedBytes, heldAfter - heldBefore);
  }
}
