package org.bandsaw.telemetry;

/** The machine that this process runs on. */
@FunctionalInterface
interface Host {

  /**
   * Reads the state of the machine. May be slow; the first call can take seconds. One thread at a
   * time.
   */
  HostReading read();
}
