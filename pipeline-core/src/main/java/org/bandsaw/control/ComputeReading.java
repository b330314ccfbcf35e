package org.bandsaw.control;

/**
 * What was used up to a moment; only differences mean anything.
 *
 * @param wallNanos the moment
 * @param cpuNanos processor time of the whole process until then
 * @param processors how many processors there are, at least 1
 */
public record ComputeReading(long wallNanos, long cpuNanos, int processors) {

  public ComputeReading {
    if (processors < 1) {
      throw new IllegalArgumentException("a machine has at least 1 processor, not " + processors);
    }
  }
}
