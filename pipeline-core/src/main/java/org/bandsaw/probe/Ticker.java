package org.bandsaw.probe;

import java.time.Instant;

/** A clock; tests replace it. Thread-safe. */
public interface Ticker {

  /** Returns nanoseconds since an arbitrary origin; only differences are meaningful. */
  long nanoTime();

  /** Returns the current time. */
  Instant now();

  /** Returns the clock of this machine. */
  static Ticker system() {
    return SystemTicker.INSTANCE;
  }
}
