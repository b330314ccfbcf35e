package org.bandsaw.state;

import java.util.List;
import org.bandsaw.data.BandsawException;

/** A saved state that belongs to another definition, or to a newer version of this library. */
public final class StateMismatchException extends BandsawException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> differences;

  public StateMismatchException(String message, List<String> differences) {
    super(differences.isEmpty() ? message : message + ": " + String.join("; ", differences));
    this.differences = List.copyOf(differences);
  }

  /** What differs, one sentence each. */
  public List<String> differences() {
    return differences;
  }
}
