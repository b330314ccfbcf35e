package org.bandsaw.learn;

import org.bandsaw.data.Figure;

/**
 * How well a model predicts; each figure is there, or the reason why not.
 *
 * @param rows how many predictions the figures are over; those in the window where one slides
 * @param rmse root of the mean squared error, in units of the target; unknown without a row
 * @param mae mean absolute error, in units of the target; unknown without a row
 * @param r2 1 − SSE/SST, 1 at best and below 0 for a model worse than the mean of these targets;
 *     unknown for fewer than 2 rows or targets that are all equal
 */
public record Scores(long rows, Figure rmse, Figure mae, Figure r2) {

  /** No scores at all, for one reason. */
  public static Scores unknown(String reason) {
    Figure none = Figure.unknown(reason);
    return new Scores(0, none, none, none);
  }

  /** As in {@code RMSE 0.6980, MAE 0.5412, R² 0.9667 over 2000000 rows}. */
  @Override
  public String toString() {
    return "RMSE "
        + rmse
        + ", MAE "
        + mae
        + ", R² "
        + r2
        + " over "
        + rows
        + (rows == 1 ? " row" : " rows");
  }
}
