package org.bandsaw.sink;

import org.bandsaw.data.BandsawException;

/** Thrown if a sink cannot be opened or written. The cause contains the details. */
public final class SinkFailedException extends BandsawException {

  private static final long serialVersionUID = 1L;

  private final String sink;

  public SinkFailedException(String sink, String problem, Throwable cause) {
    super("sink '" + sink + "' " + problem, cause);
    this.sink = sink;
  }

  /** Returns the name of the sink. */
  public String sink() {
    return sink;
  }
}
