package org.bandsaw.source;

import org.bandsaw.data.BandsawException;

/** A source threw, or its reading failed; the cause goes along. */
public final class SourceFailedException extends BandsawException {

  private static final long serialVersionUID = 1L;

  private final String source;

  public SourceFailedException(String source, String problem, Throwable cause) {
    super("source '" + source + "' " + problem, cause);
    this.source = source;
  }

  /** The source's name. */
  public String source() {
    return source;
  }
}
