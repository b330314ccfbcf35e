package org.bandsaw.sink;

import org.bandsaw.data.BandsawException;

/** A sink threw, or its writing failed; the cause goes along. */
public final class SinkFailedException extends BandsawException {

  private static final long serialVersionUID = 1L;

  private final String sink;

  public SinkFailedException(String sink, String problem, Throwable cause) {
    super("sink '" + sink + "' " + problem, cause);
    this.sink = sink;
  }

  /** The sink's name. */
  public String sink() {
    return sink;
  }
}
