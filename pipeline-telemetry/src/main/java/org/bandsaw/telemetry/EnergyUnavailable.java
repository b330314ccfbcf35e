package org.bandsaw.telemetry;

import org.bandsaw.probe.EnergyMeter;
import org.bandsaw.probe.EnergyReading;

/** A meter that has nothing to count. */
record EnergyUnavailable(EnergyReading.Unavailable why) implements EnergyMeter {

  @Override
  public EnergyReading read() {
    return why;
  }

  @Override
  public void close() {
    // nothing is open
  }
}
