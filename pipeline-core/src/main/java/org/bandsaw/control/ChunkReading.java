package org.bandsaw.control;

import java.util.Objects;

/**
 * What an attempt cost.
 *
 * @param rows rows that went in
 * @param allocatedBytes what the thread allocated during the attempt; 0 where nobody counts
 * @param heldBefore bytes accounted for before it: state, buffers, dictionaries
 * @param heldAfter the same after it
 * @param passingBytes how much of what is held may come free while the run waits, as in the buffers
 *     of sinks that write on threads of their own
 * @param observed how full the machine is
 */
public record ChunkReading(
    int rows,
    long allocatedBytes,
    long heldBefore,
    long heldAfter,
    long passingBytes,
    ObservedMemory observed) {

  public ChunkReading {
    Objects.requireNonNull(observed, "observed");
  }

  /** A reading of which nothing comes free by waiting, on a machine that nobody looked at. */
  public ChunkReading(int rows, long allocatedBytes, long heldBefore, long heldAfter) {
    this(rows, allocatedBytes, heldBefore, heldAfter, 0, ObservedMemory.unknown());
  }

  /**
   * The most that was needed at once: what was held, and what was allocated on top of it, of which
   * growth of what is held is a part.
   */
  public long neededBytes() {
    return heldBefore + Math.max(allocatedBytes, heldAfter - heldBefore);
  }
}
