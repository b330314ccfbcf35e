package org.bandsaw.stage;

/** Carries a checked exception of a user's function to {@link StageChain}, which says where. */
final class WrappedCheckedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Exception checkedCause;

  WrappedCheckedException(Exception thrown) {
    super(thrown);
    this.checkedCause = thrown;
  }

  Exception checkedCause() {
    return checkedCause;
  }
}
