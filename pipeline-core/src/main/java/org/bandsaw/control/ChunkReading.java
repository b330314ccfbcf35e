package org.bandsaw.control;

import java.util.Objects;

/**
 * What an attempt cost.
 *
 * @param rows rows that went in
 * @param allocatedBytes what the thread allocated during the attempt; 0 where nobody counts
 * @param retainedBytesBefore bytes accounted for before it: state, buffers, dictionaries
 * @param retainedBytesAfter the same after it
 * @param releasableBytes how much of what is held may come free while the run waits, as in the
 *     buffers of sinks that write on threads of their own
 * @param observedMemory how full the machine is
 */
public record ChunkReading(
    int rows,
    long allocatedBytes,
    long retainedBytesBefore,
    long retainedBytesAfter,
    long releasableBytes,
    ObservedMemory observedMemory) {

  public ChunkReading {
    Objects.requireNonNull(observedMemory, "observed");
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
    return retainedBytesBefore + Math.max(allocatedBytes, retainedBytesAfter - retainedBytesBefore);
  }
}
