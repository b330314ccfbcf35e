package org.bandsaw.probe;

import java.time.Instant;

/** Time, passed in so that tests need not wait. Safe for any number of threads. */
public interface Ticker {

  /** Nanoseconds since an arbitrary moment; only differences mean anything. */
  long nanoTime();

  /** The time of day. */
  Instant now();

  /** The clock of this machine. */
  static Ticker system() {
    return SystemTicker.INSTANCE;
  }
}
