package org.bandsaw.data;

import org.jspecify.annotations.Nullable;

/** Thrown if a cell, a row or a file cannot be read and no policy handles it. */
public final class BadDataException extends BandsawException {

  private static final long serialVersionUID = 1L;

  private final transient SourceLocation location;
  private final String value;

  /**
   * @param place the location of the cell, row or file
   * @param value the text that was found, shortened to a readable length
   * @param problem what is wrong, and what to do
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

  /** Returns the location of the cell, row or file. */
  public SourceLocation location() {
    return location;
  }

  /** Returns the text that was found, shortened to a readable length. */
  public String value() {
    return value;
  }
}
