package org.bandsaw.learn;

/**
 * How an online model is scored: each row is predicted first and learned afterwards, so that every
 * score is on a row the model had not seen (Gama, Sebastião, Rodrigues: On evaluating stream
 * learning algorithms, Machine Learning 90, 2013). Immutable.
 *
 * @param mode which rows count, and how much
 * @param rows the length of a sliding window, from 2; 0 in the other modes
 * @param alpha the fading factor α, above 0 and below 1; 0 in the other modes
 * @param labelDelay after how many further rows a target becomes known, 0 or above: row i is scored
 *     when it comes and learned just before row i + delay is predicted, the last ones at the end.
 *     With 0 a row is learned right after its own prediction, which gives what 1 gives
 */
public record Prequential(Mode mode, int rows, double alpha, int labelDelay) {

  /** Which rows count. */
  public enum Mode {
    /** All rows since the beginning, alike. */
    CUMULATIVE,
    /** The last rows only, alike. */
    WINDOW,
    /** All rows, each counting α times as much as the one after it. */
    FADING
  }

  public Prequential {
    if (mode == Mode.WINDOW ? rows < 2 : rows != 0) {
      throw new IllegalArgumentException(
          mode == Mode.WINDOW
              ? "a window of scores needs 2 rows or more, not " + rows
              : "only a window has a number of rows, not " + rows);
    }
    if (mode == Mode.FADING ? !(alpha > 0 && alpha < 1) : alpha != 0) {
      throw new IllegalArgumentException(
          mode == Mode.FADING
              ? "the fading factor must lie above 0 and below 1, not at " + alpha
              : "only fading scores have a factor, not " + alpha);
    }
    if (labelDelay < 0) {
      throw new IllegalArgumentException("a label delay must be 0 or above, not " + labelDelay);
    }
  }

  /** Over all rows since the beginning. */
  public static Prequential cumulative() {
    return new Prequential(Mode.CUMULATIVE, 0, 0, 0);
  }

  /** Over the last rows; costs 16 bytes for each of them. */
  public static Prequential window(int rows) {
    return new Prequential(Mode.WINDOW, rows, 0, 0);
  }

  /** Over all rows, each counting α times as much as the one after it; 0.999 is a good start. */
  public static Prequential fading(double alpha) {
    return new Prequential(Mode.FADING, 0, alpha, 0);
  }

  /** The same with targets that become known so many rows later. */
  public Prequential labelDelay(int rowsLater) {
    return new Prequential(mode, rows, alpha, rowsLater);
  }

  /** Begins to keep score of a regression. */
  public ScoreAccumulator open() {
    return open(Task.REGRESSION);
  }

  /** Begins to keep score of such a task. */
  public ScoreAccumulator open(Task task) {
    return new ScoreAccumulator(this, task);
  }
}
