package org.bandsaw.learn;

import org.bandsaw.data.BandsawException;

/** A model has a weight or a prediction that is not finite. The model cannot be used any more. */
public final class ModelDivergedException extends BandsawException {

  private static final long serialVersionUID = 1L;

  private final String model;
  private final long learnedRow;

  /**
   * @param model the learner's name
   * @param learnedRow the learned row at which it happened, counted from 1
   * @param problem what is not finite, and what to do
   */
  public ModelDivergedException(String model, long learnedRow, String problem) {
    super("learner '" + model + "' diverged at learned row " + learnedRow + ": " + problem);
    this.model = model;
    this.learnedRow = learnedRow;
  }

  /** The learner's name. */
  public String model() {
    return model;
  }

  /** The learned row at which it happened, counted from 1; skipped rows do not count. */
  public long learnedRow() {
    return learnedRow;
  }
}
