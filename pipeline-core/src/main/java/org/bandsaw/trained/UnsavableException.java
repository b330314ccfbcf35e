package org.bandsaw.trained;

import java.util.List;
import org.bandsaw.data.BandsawException;

/**
 * Thrown if a model cannot be saved, or if user code that a file cannot contain is not provided
 * when the file is loaded.
 */
public final class UnsavableException extends BandsawException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> names;

  public UnsavableException(String message, List<String> names) {
    super(message + ": " + String.join(", ", names));
    this.names = List.copyOf(names);
  }

  /** Returns the names of the stages and learners. */
  public List<String> names() {
    return names;
  }
}
