package org.bandsaw.control;

import java.time.Duration;

/**
 * An answer of the pacer.
 *
 * @param pause how long to wait before asking again; zero: go on
 * @param next the state for the next call; {@link ComputePacerState#maxRows} bounds the next chunk
 */
public record ComputePacerStep(Duration pause, ComputePacerState next) {

  /** Whether the next chunk may begin. */
  public boolean isReady() {
    return pause.isZero();
  }
}
