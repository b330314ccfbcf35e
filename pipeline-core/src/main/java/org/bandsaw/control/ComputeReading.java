package org.bandsaw.control;

/**
 * The processor time of the process at a point in time. Only differences between readings are
 * meaningful.
 *
 * @param wallNanos the point in time, in nanoseconds since an arbitrary origin
 * @param cpuNanos processor time of the whole process until then
 * @param processors the number of processors, at least 1
 */
public record ComputeReading(long wallNanos, long cpuNanos, int processors) {

  public ComputeReading {
    if (processors < 1) {
      throw new IllegalArgumentException("processors must be at least 1, not " + processors);
    }
  }
}
