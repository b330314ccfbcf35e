package org.bandsaw.learn;

import org.bandsaw.data.Figure;

/**
 * How well a model predicts. Each figure is a value or the reason why there is none. Class metrics
 * are unknown for a regression. In a classification, where predictions are probabilities, rmse² is
 * the Brier score. Immutable.
 *
 * <p>The area under the ROC curve is Mann–Whitney's U divided by the number of pairs, ties counting
 * half. Over a window it is exact. Cumulative and fading scores round predictions to bins, which
 * are 1/64 to 1/128 of min(p, 1 − p) wide down to 2⁻²⁰; two rows in the same bin count as a tie, so
 * the error is at most half the share of pairs that are in the same bin.
 *
 * @param kind the kind of task, which decides what {@link #toString} prints
 * @param rows the number of predictions scored; for a sliding window those in the window
 * @param rmse root mean squared error, in units of the target; unknown without rows
 * @param mae mean absolute error, in units of the target; unknown without rows
 * @param r2 1 − SSE/SST: at most 1, and below 0 for a model worse than the mean of these targets;
 *     unknown for fewer than 2 rows or if all targets are equal
 * @param logLoss mean of −ln p for rows of target 1 and of −ln(1 − p) for the others, with p
 *     limited to 2⁻⁵² to 1 − 2⁻⁵²; 0 at best
 * @param accuracy share of rows whose prediction is on the correct side of the threshold, from 0 to
 *     1
 * @param f1 2·TP / (2·TP + FP + FN) of class 1, from 0 to 1; unknown if no target is 1 and no row
 *     was predicted to be
 * @param rocAuc area under the ROC curve: the probability that a row of target 1 has a higher
 *     prediction than a row of target 0, ties counting half; unknown if all targets are equal
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

  /** Scores of a regression without any figure, for one reason. */
  public static Scores unknown(String reason) {
    Figure none = Figure.unknown(reason);
    return regression(0, none, none, none);
  }

  /** Scores of a task without any figure, for one reason. */
  static Scores unknown(Task.Kind kind, String reason) {
    Figure none = Figure.unknown(reason);
    return kind == Task.Kind.REGRESSION
        ? unknown(reason)
        : new Scores(kind, 0, none, none, none, none, none, none, none);
  }

  /**
   * Returns for example {@code RMSE 0.6980, MAE 0.5412, R² 0.9667 over 2000000 rows}, or {@code log
   * loss 0.2031, accuracy 0.9120, F1 0.8800, AUC 0.9544 over 2000000 rows}.
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
