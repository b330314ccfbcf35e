package org.bandsaw.probe;

/**
 * Counts energy from the moment it was made. Implementations may be called by one thread at a time.
 */
public interface EnergyMeter extends AutoCloseable {

  /**
   * The energy used since the meter was made, as far as it can be told; each call takes a sample.
   * Never goes back as long as it is {@link EnergyReading.Measured}; {@link
   * EnergyReading.Unavailable} says that nothing was counted so far.
   */
  EnergyReading read();

  /** Stops counting, and leaves no thread behind. */
  @Override
  void close();
}
