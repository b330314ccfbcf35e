package org.bandsaw.telemetry;

import org.bandsaw.data.Figure;

/** What the virtual machine counts beside what a {@code ResourceProbe} tells. */
interface Counters {

  /** Processor time of the thread that is watched and of its helpers, in seconds. */
  Figure runCpuSeconds();

  /** Collections since the virtual machine began. */
  Figure gcCount();

  /** The time they took, in seconds. */
  Figure gcSeconds();
}
