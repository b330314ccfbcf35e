package org.bandsaw.learn;

import org.bandsaw.data.BandsawException;

/**
 * Learning a row left a model with a value that is not finite. The model is of no use from then on.
 */
public final class ModelDivergedException extends BandsawException {

  private static final long serialVersionUID = 1L;

  private final String model;
  private final long learnedRow;

  /**
   * @param model the learner's name
   * @param learnedRow which learned row it happened at, counted from 1
   * @param problem what became of the model and what to do
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

  /** Which learned row it happened at, counted from 1; skipped rows do not count. */
  public long learnedRow() {
    return learnedRow;
  }
}
