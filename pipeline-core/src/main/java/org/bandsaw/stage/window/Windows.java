package org.bandsaw.stage.window;

import java.util.List;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.Expanding;
import org.bandsaw.stage.Lag;
import org.bandsaw.stage.Rolling;
import org.bandsaw.stage.RollingOverTime;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.run.NumericRun;
import org.bandsaw.stage.window.WindowAggregate.WindowFunction;
import org.bandsaw.stats.Moments;

/** Opens the runs of windows, lags and running statistics. */
public final class Windows {

  private static final long[] NO_LONGS = {};

  private Windows() {}

  /** Opens a window over rows. */
  public static StageRun open(Schema input, Rolling stage) {
    WindowAggregate window =
        new WindowAggregate(
            WindowFunction.valueOf(stage.statistic().name()),
            stage.rows(),
            stage.minRows(),
            stage.includesCurrentRow(),
            stage.ddof());
    return stage.keys().isEmpty()
        ? WindowRun.open(input, window, stage.column(), stage.output())
        : KeyedAggregateRun.open(
            input, window, stage.column(), stage.keys(), stage.limit(), stage.output());
  }

  /** Opens a window over time. */
  public static StageRun open(Schema input, RollingOverTime stage) {
    return TimeWindowRun.open(input, stage);
  }

  /** Opens a lag or a difference. */
  public static StageRun open(Schema input, Lag stage) {
    WindowAggregate window =
        new WindowAggregate(WindowFunction.valueOf(stage.kind().name()), stage.rows(), 1, false, 0);
    return stage.keys().isEmpty()
        ? WindowRun.open(input, window, stage.column(), stage.output())
        : KeyedAggregateRun.open(
            input, window, stage.column(), stage.keys(), stage.limit(), stage.output());
  }

  /** Opens a statistic of all rows so far. */
  public static StageRun open(Schema input, Expanding stage) {
    RunningAggregate running =
        new RunningAggregate(stage.statistic(), stage.includesCurrentRow(), stage.ddof());
    return stage.keys().isEmpty()
        ? NumericRun.withContext(
            input,
            List.of(stage.column()),
            List.of(ColumnSpec.real(stage.output())),
            new double[Moments.SIZE],
            (in, out, rows, state, learning) -> updateAll(running, in[0], out[0], rows, state))
        : KeyedAggregateRun.open(
            input, running, stage.column(), stage.keys(), stage.limit(), stage.output());
  }

  private static void updateAll(
      RunningAggregate running, double[] values, double[] results, int rows, double[] state) {
    for (int i = 0; i < rows; i++) {
      results[i] = running.update(values[i], state, 0, NO_LONGS, 0);
    }
  }
}
