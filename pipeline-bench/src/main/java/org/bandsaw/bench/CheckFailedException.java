package org.bandsaw.bench;

/** A check that was asked for did not hold. */
final class CheckFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CheckFailedException(String message) {
    super(message);
  }
}
