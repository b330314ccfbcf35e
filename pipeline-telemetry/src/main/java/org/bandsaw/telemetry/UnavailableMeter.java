package org.bandsaw.telemetry;

import org.bandsaw.probe.EnergyMeter;
import org.bandsaw.probe.EnergyReading;

/** A meter that cannot measure. */
record UnavailableMeter(EnergyReading.Unavailable reading) implements EnergyMeter {

  @Override
  public EnergyReading read() {
    return reading;
  }

  @Override
  public void close() {
    // nothing is open
  }
}
