package org.bandsaw.learn;

import java.util.Arrays;
import org.bandsaw.data.Figure;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.state.Saveable;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * The state of {@link Prequential} scores. Used by one thread.
 *
 * <p>With e = y − prediction, and α = 1 unless scores fade, each row does
 *
 * <pre>
 * N   ← α·N + 1           SSE ← α·SSE + e²        SAE ← α·SAE + |e|
 * δ   = y − m             m   ← m + δ/N           SST ← α·SST + δ·(y − m)
 * </pre>
 *
 * <p>and RMSE = √(SSE/N), MAE = SAE/N, R² = 1 − SSE/SST. A window recomputes this over its rows,
 * oldest first, each time scores are read, so that rounding errors do not accumulate.
 *
 * <p>{@link Scores} says how exact the area under the ROC curve is.
 */
final class ScoreAccumulator implements Saveable {

  private static final int VERSION = 1;
  private static final int INITIAL_WINDOW_ROWS = 256;

  private final Prequential.Mode mode;
  private final int windowRows;
  private final double alpha;
  private final Task task;
  private final @Nullable ClassificationStats classStats;
  private long rows;
  private double count;
  private double squaredErrors;
  private double absoluteErrors;
  private double mean;
  private double squaredDeviations;

  /** In a window, pairs of target and prediction; row r is at r mod the window. */
  private double[] window;

  ScoreAccumulator(Prequential scoring, Task task) {
    this.task = task;
    mode = scoring.mode();
    windowRows = scoring.rows();
    alpha = mode == Prequential.Mode.FADING ? scoring.alpha() : 1;
    window =
        new double
            [mode == Prequential.Mode.WINDOW ? 2 * Math.min(windowRows, INITIAL_WINDOW_ROWS) : 0];
    classStats = task.isClassification() ? new ClassificationStats(task.threshold(), alpha) : null;
  }

  /**
   * Scores one row.
   *
   * @param y the finite target; 0 or 1 in a classification
   * @param prediction made before the row was learned; from 0 to 1 in a classification
   */
  void add(double y, double prediction) {
    if (mode == Prequential.Mode.WINDOW) {
      addToWindow(y, prediction);
      rows++;
    } else {
      rows++;
      accumulate(y, prediction);
    }
  }

  private void accumulate(double y, double prediction) {
    double error = y - prediction;
    count = alpha * count + 1;
    squaredErrors = alpha * squaredErrors + error * error;
    absoluteErrors = alpha * absoluteErrors + Math.abs(error);
    double delta = y - mean;
    mean += delta / count;
    squaredDeviations = alpha * squaredDeviations + delta * (y - mean);
    if (classStats != null) {
      classStats.add(y, prediction);
    }
  }

  private void addToWindow(double y, double prediction) {
    int at = 2 * (int) (rows % windowRows);
    if (at == window.length) {
      window = Arrays.copyOf(window, (int) Math.min(2L * window.length, 2L * windowRows));
    }
    window[at] = y;
    window[at + 1] = prediction;
  }

  /** The present scores. For a window the time is in proportion to its length. */
  Scores scores() {
    long scored = rows;
    if (mode == Prequential.Mode.WINDOW) {
      count = 0;
      squaredErrors = 0;
      absoluteErrors = 0;
      mean = 0;
      squaredDeviations = 0;
      if (classStats != null) {
        classStats.clear();
      }
      scored = Math.min(rows, windowRows);
      for (long row = rows - scored; row < rows; row++) {
        int at = 2 * (int) (row % windowRows);
        accumulate(window[at], window[at + 1]);
      }
    }
    if (scored == 0) {
      return Scores.unknown(task.kind(), "no row was scored");
    }
    Figure rmse = figure(Math.sqrt(squaredErrors / count));
    Figure mae = figure(absoluteErrors / count);
    if (classStats == null) {
      return Scores.regression(scored, rmse, mae, r2(scored));
    }
    return new Scores(
        task.kind(),
        scored,
        rmse,
        mae,
        r2(scored),
        classStats.logLoss(),
        classStats.accuracy(),
        classStats.f1(),
        mode == Prequential.Mode.WINDOW
            ? ClassificationStats.rocAuc(Arrays.copyOf(window, 2 * (int) scored))
            : classStats.rocAuc());
  }

  private Figure r2(long scored) {
    if (scored < 2) {
      return Figure.unknown("1 row; needs 2");
    }
    return squaredDeviations == 0
        ? Figure.unknown("all targets are equal")
        : figure(1 - squaredErrors / squaredDeviations);
  }

  private static Figure figure(double value) {
    return Double.isFinite(value)
        ? Figure.known(value)
        : Figure.unknown("errors too large to be summed");
  }

  /** The number of rows scored since the start, including those that left a window. */
  long rows() {
    return rows;
  }

  /** The bytes of state; they count towards the memory budget. */
  long retainedBytes() {
    return MemorySizes.doubles(window.length)
        + (classStats == null ? 0 : classStats.retainedBytes());
  }

  @Override
  public void save(StateWriter out) {
    out.writeVersion(VERSION).writeLong(rows);
    if (mode == Prequential.Mode.WINDOW) {
      int kept = (int) Math.min(rows, windowRows);
      double[] ordered = new double[2 * kept];
      for (int i = 0; i < kept; i++) {
        int at = 2 * (int) ((rows - kept + i) % windowRows);
        ordered[2 * i] = window[at];
        ordered[2 * i + 1] = window[at + 1];
      }
      out.writeDoubles(ordered);
    } else {
      out.writeDoubles(
          new double[] {count, squaredErrors, absoluteErrors, mean, squaredDeviations});
      if (classStats != null) {
        classStats.save(out);
      }
    }
  }

  @Override
  public void load(StateReader in) {
    in.readVersion(VERSION);
    long savedRows = in.readLong();
    double[] values = in.readDoubles();
    long expected =
        mode == Prequential.Mode.WINDOW ? 2 * Math.min(savedRows, (long) windowRows) : 5;
    if (savedRows < 0 || values.length != expected) {
      throw new StateCorruptException(
          "scores over "
              + savedRows
              + " rows with "
              + values.length
              + " numbers, where "
              + expected
              + " are needed");
    }
    rows = savedRows;
    if (mode == Prequential.Mode.WINDOW) {
      int kept = values.length / 2;
      int capacity = Math.max(Math.min(windowRows, INITIAL_WINDOW_ROWS), kept);
      window = new double[2 * capacity];
      for (int i = 0; i < kept; i++) {
        int at = 2 * (int) ((rows - kept + i) % windowRows);
        window[at] = values[2 * i];
        window[at + 1] = values[2 * i + 1];
      }
    } else {
      count = values[0];
      squaredErrors = values[1];
      absoluteErrors = values[2];
      mean = values[3];
      squaredDeviations = values[4];
      if (classStats != null) {
        classStats.load(in);
      }
    }
  }
}
