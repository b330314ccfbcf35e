package org.bandsaw.state;

import java.util.List;
import org.bandsaw.data.BandsawException;

/** Thrown if a saved state belongs to another definition, or to another version of this library. */
public final class StateMismatchException extends BandsawException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> differences;

  public StateMismatchException(String message, List<String> differences) {
    super(differences.isEmpty() ? message : message + ": " + String.join("; ", differences));
    this.differences = List.copyOf(differences);
  }

  /** Returns the differences, a sentence each. */
  public List<String> differences() {
    return differences;
  }
}
