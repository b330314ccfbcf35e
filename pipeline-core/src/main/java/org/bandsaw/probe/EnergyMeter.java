package org.bandsaw.probe;

/** Counts energy from its creation. Implementations are called by one thread at a time. */
public interface EnergyMeter extends AutoCloseable {

  /**
   * Takes a sample and returns the energy used since the creation of the meter. {@link
   * EnergyReading.Measured} never decreases. {@link EnergyReading.Unavailable} means that nothing
   * was counted so far.
   */
  EnergyReading read();

  /** Stops counting and ends all threads of the meter. */
  @Override
  void close();
}
