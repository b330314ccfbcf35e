package org.bandsaw.bench;

/** A requested check failed. */
final class CheckFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CheckFailedException(String message) {
    super(message);
  }
}
