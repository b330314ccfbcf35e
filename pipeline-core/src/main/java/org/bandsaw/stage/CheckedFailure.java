package org.bandsaw.stage;

/** Carries a checked exception of a user's function to {@link StageChain}, which says where. */
final class CheckedFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Exception thrown;

  CheckedFailure(Exception thrown) {
    super(thrown);
    this.thrown = thrown;
  }

  Exception thrown() {
    return thrown;
  }
}
