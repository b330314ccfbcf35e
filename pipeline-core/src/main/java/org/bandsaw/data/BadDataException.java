package org.bandsaw.data;

import org.jspecify.annotations.Nullable;

/** A cell, row or file that cannot be read, and no policy that says what to do with it. */
public final class BadDataException extends BandsawException {

  private static final long serialVersionUID = 1L;

  private final transient SourceLocation location;
  private final String value;

  /**
   * @param place where it stood
   * @param value the text as it was found, cut to a readable length
   * @param problem what is wrong with it and what to do
   */
  public BadDataException(SourceLocation place, String value, String problem) {
    this(place, value, problem, null);
  }

  /** As above, with the cause. */
  public BadDataException(
      SourceLocation place, String value, String problem, @Nullable Throwable cause) {
    super(place + ": " + problem, cause);
    this.location = place;
    this.value = value;
  }

  /** Where it stood. */
  public SourceLocation location() {
    return location;
  }

  /** The offending text. */
  public String value() {
    return value;
  }
}
