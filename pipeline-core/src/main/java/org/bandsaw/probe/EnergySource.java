package org.bandsaw.probe;

/**
 * A source of energy readings. It is opened once per run, since a meter counts from its creation. A
 * description: immutable and thread-safe.
 */
@FunctionalInterface
public interface EnergySource {

  /**
   * Opens a meter, which starts to count. Missing access or hardware throws no exception: the meter
   * then returns {@link EnergyReading.Unavailable} with the reason.
   *
   * @param ticker the clock of the run
   * @param probe the source of processor time, for estimates
   * @return a meter that the caller must close
   */
  EnergyMeter open(Ticker ticker, ResourceProbe probe);
}
