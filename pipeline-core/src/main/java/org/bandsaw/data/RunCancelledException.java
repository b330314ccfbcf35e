package org.bandsaw.data;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if a thread is interrupted while it executes a run, or while it waits for one. The message
 * says what was interrupted. If the interrupted thread only waits for a run that was started in the
 * background, the run itself goes on.
 */
public final class RunCancelledException extends BandsawException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what was interrupted
   * @param cause the exception that reported the interrupt
   */
  public RunCancelledException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
