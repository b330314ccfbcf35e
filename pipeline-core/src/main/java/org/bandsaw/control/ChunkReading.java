package org.bandsaw.control;

import java.util.Objects;

/**
 * What an attempt at a chunk, or at a part of one, cost.
 *
 * @param rows source rows of the attempt
 * @param allocatedBytes bytes allocated during the attempt; 0 if unavailable
 * @param retainedBytesBefore accounted bytes before the attempt: state, buffers, dictionaries
 * @param retainedBytesAfter accounted bytes after it
 * @param releasableBytes the part of the retained bytes that may be released while the run waits,
 *     such as the buffers of sinks that write on their own threads
 * @param observedMemory how full the heap and the container are
 */
public record ChunkReading(
    int rows,
    long allocatedBytes,
    long retainedBytesBefore,
    long retainedBytesAfter,
    long releasableBytes,
    ObservedMemory observedMemory) {

  public ChunkReading {
    Objects.requireNonNull(observedMemory, "observedMemory");
  }

  /** Creates a reading without releasable bytes and without observed memory. */
  ChunkReading(int rows, long allocatedBytes, long retainedBefore, long retainedAfter) {
    this(rows, allocatedBytes, retainedBefore, retainedAfter, 0, ObservedMemory.unknown());
  }

  /**
   * Returns the peak of the attempt: the bytes retained before it plus those allocated. Growth of
   * the retained bytes is a part of the allocated ones, and counts alone if it is larger.
   */
  public long neededBytes() {
    return retainedBytesBefore + Math.max(allocatedBytes, retainedBytesAfter - retainedBytesBefore);
  }
}
