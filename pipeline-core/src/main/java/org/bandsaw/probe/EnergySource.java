package org.bandsaw.probe;

/**
 * Where a run learns what energy it uses: opened once for each run, since a meter counts from its
 * making. A description: immutable, safe for any number of threads.
 */
@FunctionalInterface
public interface EnergySource {

  /**
   * Begins to count. Throws nothing for want of access or hardware: the meter then answers {@link
   * EnergyReading.Unavailable} and says why.
   *
   * @param ticker the clock of the run
   * @param probe what tells the processor time, for estimates by it
   * @return a meter to be closed by the caller
   */
  EnergyMeter open(Ticker ticker, ResourceProbe probe);
}
