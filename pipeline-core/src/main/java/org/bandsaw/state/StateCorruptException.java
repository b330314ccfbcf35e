package org.bandsaw.state;

import org.bandsaw.data.BandsawException;
import org.jspecify.annotations.Nullable;

/** Thrown if a saved state is damaged or cut short. */
public final class StateCorruptException extends BandsawException {

  private static final long serialVersionUID = 1L;

  public StateCorruptException(String message) {
    super(message);
  }

  /** As above, with the cause. */
  public StateCorruptException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
