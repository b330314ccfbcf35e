package org.bandsaw.probe;

import java.util.OptionalLong;

/**
 * One look at the machine. What it does not tell is empty, never 0.
 *
 * @param heapUsedBytes bytes of the heap in use, garbage included
 * @param heapMaxBytes the most the heap may become
 * @param threadAllocatedBytes bytes the calling thread has allocated since it started
 * @param threadCpuNanos processor time of the calling thread
 * @param residentBytes physical memory of this process
 * @param peakResidentBytes the most it ever was
 */
public record ResourceReading(
    long heapUsedBytes,
    long heapMaxBytes,
    OptionalLong threadAllocatedBytes,
    OptionalLong threadCpuNanos,
    OptionalLong residentBytes,
    OptionalLong peakResidentBytes) {}
