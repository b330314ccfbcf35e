package org.bandsaw.data;

import org.jspecify.annotations.Nullable;

/** A run ended because its thread was interrupted. */
public final class RunCancelledException extends BandsawException {

  private static final long serialVersionUID = 1L;

  public RunCancelledException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
