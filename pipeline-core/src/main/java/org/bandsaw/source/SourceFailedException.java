package org.bandsaw.source;

import org.bandsaw.data.BandsawException;

/** Thrown if a source cannot be opened or read. The cause contains the details. */
public final class SourceFailedException extends BandsawException {

  private static final long serialVersionUID = 1L;

  private final String source;

  public SourceFailedException(String source, String problem, Throwable cause) {
    super("source '" + source + "' " + problem, cause);
    this.source = source;
  }

  /** Returns the name of the source. */
  public String source() {
    return source;
  }
}
