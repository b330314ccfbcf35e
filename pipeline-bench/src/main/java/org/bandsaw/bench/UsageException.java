package org.bandsaw.bench;

/** An option has an invalid value or cannot be combined with another one. */
final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
