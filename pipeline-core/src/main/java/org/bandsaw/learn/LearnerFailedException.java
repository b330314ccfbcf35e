package org.bandsaw.learn;

import org.bandsaw.data.BandsawException;

/** A learner threw, or broke its contract; the cause goes along. */
public final class LearnerFailedException extends BandsawException {

  private static final long serialVersionUID = 1L;

  private final String learner;

  public LearnerFailedException(String learner, String problem, Throwable cause) {
    super("learner '" + learner + "' " + problem, cause);
    this.learner = learner;
  }

  /** The learner's name. */
  public String learner() {
    return learner;
  }
}
