package org.bandsaw.learn;

import org.bandsaw.data.BandsawException;

/** A learner threw an exception, which is the cause. */
public final class LearnerFailedException extends BandsawException {

  private static final long serialVersionUID = 1L;

  private final String learner;

  /**
   * An exception with the message {@code learner 'NAME' PROBLEM}.
   *
   * @param learner the learner's name
   */
  public LearnerFailedException(String learner, String problem, Throwable cause) {
    super("learner '" + learner + "' " + problem, cause);
    this.learner = learner;
  }

  /** The learner's name. */
  public String learner() {
    return learner;
  }
}
