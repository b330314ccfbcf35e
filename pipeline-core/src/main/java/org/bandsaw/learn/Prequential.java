package org.bandsaw.learn;

/**
 * How an online model is scored: each row is predicted first and learned afterwards, so that every
 * score is for a row the model had not seen (Gama, Sebastião, Rodrigues: On evaluating stream
 * learning algorithms, Machine Learning 90, 2013). Immutable.
 *
 * @param mode which rows count, and how much
 * @param rows the length of a sliding window, from 2; 0 in the other modes
 * @param alpha the fading factor α, above 0 and below 1; 0 in the other modes
 * @param labelDelay the number of rows after which a target becomes known, 0 or above. Row i is
 *     predicted and scored at once, and learned just before row i + delay is predicted; the last
 *     rows are learned at the end. With 0 a row is learned directly after its prediction, which
 *     gives the same results as 1
 */
public record Prequential(Mode mode, int rows, double alpha, int labelDelay) {

  /** Which rows count. */
  public enum Mode {
    /** All rows since the start, equally. */
    CUMULATIVE,
    /** The last rows only, equally. */
    WINDOW,
    /** All rows; each counts α times as much as the next one. */
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
              ? "the fading factor must be above 0 and below 1, not " + alpha
              : "only fading scores have a factor, not " + alpha);
    }
    if (labelDelay < 0) {
      throw new IllegalArgumentException("a label delay must be 0 or above, not " + labelDelay);
    }
  }

  /** Scores over all rows since the start. */
  public static Prequential cumulative() {
    return new Prequential(Mode.CUMULATIVE, 0, 0, 0);
  }

  /** Scores over the last rows; uses 16 bytes for each of them. */
  public static Prequential window(int rows) {
    return new Prequential(Mode.WINDOW, rows, 0, 0);
  }

  /** Scores over all rows, each counting α times as much as the next; 0.999 is a good start. */
  public static Prequential fading(double alpha) {
    return new Prequential(Mode.FADING, 0, alpha, 0);
  }

  /** A copy with another label delay in rows. */
  public Prequential labelDelay(int rowsLater) {
    return new Prequential(mode, rows, alpha, rowsLater);
  }

  /** Opens the scores of a task. */
  ScoreAccumulator open(Task task) {
    return new ScoreAccumulator(this, task);
  }
}
