package org.bandsaw.stage;

/** Wraps a checked exception of a user's function until {@link StageChain} adds the place. */
final class WrappedCheckedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Exception checkedCause;

  WrappedCheckedException(Exception cause) {
    super(cause);
    this.checkedCause = cause;
  }

  Exception checkedCause() {
    return checkedCause;
  }
}
