package org.bandsaw.trained;

import java.util.List;
import org.bandsaw.data.BandsawException;

/** User code that a file cannot hold, or that must be given again to load it. */
public final class UnsavableException extends BandsawException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> names;

  public UnsavableException(String message, List<String> names) {
    super(message + ": " + String.join(", ", names));
    this.names = List.copyOf(names);
  }

  /** Names of the stages and learners in question. */
  public List<String> names() {
    return names;
  }
}
