package org.bandsaw.probe;

import java.util.OptionalLong;

/**
 * A reading of the resource usage of this process and machine. Unavailable values are empty, never
 * 0.
 *
 * @param heapUsedBytes used bytes of the heap, including garbage
 * @param heapMaxBytes the maximum heap size
 * @param heapAfterCollectionBytes bytes left by the last collection: those of the young pools after
 *     it, and the current ones of the old pool, including very large arrays allocated since; empty
 *     before the first collection, and if the collector does not report them
 * @param heapLiveBytes the sum over all heap pools of the bytes left by the last collection of
 *     each; empty until all pools, including that of old objects, were collected
 * @param directBytes bytes of direct buffers
 * @param threadAllocatedBytes bytes that the calling thread has allocated since its start
 * @param threadCpuNanos processor time of the calling thread
 * @param processCpuNanos processor time of all threads of this process, including those of the
 *     collector and the compiler
 * @param processors the number of processors that this process may use at once, at least 1
 * @param residentBytes physical memory of this process
 * @param peakResidentBytes its peak
 * @param machineMemoryBytes physical memory of the machine
 * @param container the reading of the control group of this process
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

  /**
   * Creates a reading without values about collections, direct buffers, processor time of the
   * process, machine memory and container.
   */
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

  /** Returns the memory of the machine or the container limit, whichever is less. */
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
