package org.bandsaw.learn;

import org.bandsaw.data.Figure;

/**
 * How well a model predicts; each figure is there, or the reason why not. Figures of
 * classifications are unknown for a regression. In a classification, where predictions are
 * probabilities, rmse² is the Brier score.
 *
 * @param kind what was scored, which decides what {@link #toString} prints
 * @param rows how many predictions the figures are over; those in the window where one slides
 * @param rmse root of the mean squared error, in units of the target; unknown without a row
 * @param mae mean absolute error, in units of the target; unknown without a row
 * @param r2 1 − SSE/SST, 1 at best and below 0 for a model worse than the mean of these targets;
 *     unknown for fewer than 2 rows or targets that are all equal
 * @param logLoss mean of −ln p for rows of target 1 and −ln(1 − p) for the others, with p held
 *     between 2⁻⁵² and 1 − 2⁻⁵²; 0 at best
 * @param accuracy share of rows on whose side of the threshold the prediction was, from 0 to 1
 * @param f1 2·TP / (2·TP + FP + FN) of class 1, from 0 to 1; unknown where no target is 1 and none
 *     was predicted to be
 * @param rocAuc area under the ROC curve: the probability that a row of target 1 was given a higher
 *     prediction than one of target 0, ties counting half; unknown where all targets are equal. See
 *     {@link ScoreAccumulator} for how exact it is
 */
public record Scores(
    Task.Kind kind,
    long rows,
    Figure rmse,
    Figure mae,
    Figure r2,
    Figure logLoss,
    Figure accuracy,
    Figure f1,
    Figure rocAuc) {

  private static final Figure NOT_APPLICABLE = Figure.unknown("regression");

  /** The scores of a regression. */
  public static Scores regression(long rows, Figure rmse, Figure mae, Figure r2) {
    return new Scores(
        Task.Kind.REGRESSION,
        rows,
        rmse,
        mae,
        r2,
        NOT_APPLICABLE,
        NOT_APPLICABLE,
        NOT_APPLICABLE,
        NOT_APPLICABLE);
  }

  /** No scores at all, for one reason. */
  public static Scores unknown(String reason) {
    Figure none = Figure.unknown(reason);
    return regression(0, none, none, none);
  }

  /** No scores of such a task, for one reason. */
  static Scores unknown(Task.Kind kind, String reason) {
    Figure none = Figure.unknown(reason);
    return kind == Task.Kind.REGRESSION
        ? unknown(reason)
        : new Scores(kind, 0, none, none, none, none, none, none, none);
  }

  /**
   * As in {@code RMSE 0.6980, MAE 0.5412, R² 0.9667 over 2000000 rows}, or {@code log loss 0.2031,
   * accuracy 0.9120, F1 0.8800, AUC 0.9544 over 2000000 rows}.
   */
  @Override
  public String toString() {
    String figures =
        kind == Task.Kind.REGRESSION
            ? "RMSE " + rmse + ", MAE " + mae + ", R² " + r2
            : "log loss " + logLoss + ", accuracy " + accuracy + ", F1 " + f1 + ", AUC " + rocAuc;
    return figures + " over " + rows + (rows == 1 ? " row" : " rows");
  }
}
