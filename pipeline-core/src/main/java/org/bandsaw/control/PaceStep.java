package org.bandsaw.control;

import java.time.Duration;

/**
 * An answer of the pacer.
 *
 * @param pause how long to wait before asking again; zero: go on
 * @param next the state for the next call; {@link PaceState#mostRows} bounds the next chunk
 */
public record PaceStep(Duration pause, PaceState next) {

  /** Whether the next chunk may begin. */
  public boolean goesOn() {
    return pause.isZero();
  }
}
