package org.bandsaw.telemetry;

import org.bandsaw.data.Figure;

/** Counters of the virtual machine that a {@code ResourceProbe} does not have. */
interface Counters {

  /** Returns the processor time of the measured thread and its helper threads, in seconds. */
  Figure runCpuSeconds();

  /** Returns the number of garbage collections since the virtual machine started. */
  Figure gcCount();

  /** Returns the time spent in garbage collections, in seconds. */
  Figure gcSeconds();
}
