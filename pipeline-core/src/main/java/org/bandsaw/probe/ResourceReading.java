package org.bandsaw.probe;

import java.util.OptionalLong;

/**
 * One look at the machine. What it does not tell is empty, never 0.
 *
 * @param heapUsedBytes bytes of the heap in use, garbage included
 * @param heapMaxBytes the most the heap may become
 * @param heapAfterCollectionBytes bytes of the heap that the last collection left: what its young
 *     parts held when it had ended, and what the old one holds now, very large arrays that came
 *     since included; empty before the first one, and where the collector does not tell
 * @param heapLiveBytes bytes of the heap that each of its parts held when it was last collected;
 *     empty until all parts were, the old objects' one included
 * @param directBytes bytes of direct buffers
 * @param threadAllocatedBytes bytes the calling thread has allocated since it started
 * @param threadCpuNanos processor time of the calling thread
 * @param processCpuNanos processor time of all threads of this process, those of the collector and
 *     the compiler included
 * @param processors how many processors this process may use at once, at least 1
 * @param residentBytes physical memory of this process
 * @param peakResidentBytes the most it ever was
 * @param machineMemoryBytes physical memory of the machine
 * @param container what the control group of this process says
 */
public record ResourceReading(
    long heapUsedBytes,
    long heapMaxBytes,
    OptionalLong heapAfterCollectionBytes,
    OptionalLong heapLiveBytes,
    OptionalLong directBytes,
    OptionalLong threadAllocatedBytes,
    OptionalLong threadCpuNanos,
    OptionalLong processCpuNanos,
    int processors,
    OptionalLong residentBytes,
    OptionalLong peakResidentBytes,
    OptionalLong machineMemoryBytes,
    ContainerReading container) {

  /** A reading that says nothing about collections, buffers, processor, machine and container. */
  public ResourceReading(
      long heapUsedBytes,
      long heapMaxBytes,
      OptionalLong threadAllocatedBytes,
      OptionalLong threadCpuNanos,
      OptionalLong residentBytes,
      OptionalLong peakResidentBytes) {
    this(
        heapUsedBytes,
        heapMaxBytes,
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        threadAllocatedBytes,
        threadCpuNanos,
        OptionalLong.empty(),
        Runtime.getRuntime().availableProcessors(),
        residentBytes,
        peakResidentBytes,
        OptionalLong.empty(),
        ContainerReading.none());
  }

  /** What there is to share: the machine's memory or the container's limit, whichever is less. */
  public OptionalLong totalMemoryBytes() {
    return min(machineMemoryBytes, container.memoryLimitBytes());
  }

  static OptionalLong min(OptionalLong one, OptionalLong other) {
    if (one.isEmpty()) {
      return other;
    }
    return other.isPresent() && other.getAsLong() < one.getAsLong() ? other : one;
  }
}
