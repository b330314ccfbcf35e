package org.bandsaw.state;

import org.bandsaw.data.BandsawException;

/** A saved state that is damaged or cut short. */
public final class StateCorruptException extends BandsawException {

  private static final long serialVersionUID = 1L;

  public StateCorruptException(String message) {
    super(message);
  }
}
