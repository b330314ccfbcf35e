package org.bandsaw.telemetry;

/** The machine below. */
@FunctionalInterface
interface Host {

  /** Looks at it, which may take long; the first time seconds. One thread at a time. */
  HostReading read();
}
