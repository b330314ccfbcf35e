package org.bandsaw.stage.number;

import java.util.List;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.run.NumericRun;
import org.bandsaw.stats.Moments;

/** Flags values that are far from the running mean. */
final class AnomalyKernel {

  private AnomalyKernel() {}

  static StageRun open(Schema input, String column, double threshold, String outputColumn) {
    return NumericRun.withParameters(
        input,
        List.of(column),
        List.of(ColumnSpec.bool(outputColumn)),
        new double[Moments.SIZE],
        (in, out, rows, state, learning) -> flag(in[0], out[0], rows, state, learning, threshold));
  }

  private static void flag(
      double[] values, double[] to, int rows, double[] state, boolean learning, double threshold) {
    for (int i = 0; i < rows; i++) {
      double x = values[i];
      if (learning) {
        Moments.add(x, state, 0);
      }
      double s = Math.sqrt(state[Moments.M2] / state[Moments.COUNT]);
      boolean isFar = s > 0 && Math.abs((x - state[Moments.MEAN]) / s) > threshold;
      to[i] = Double.isNaN(x) ? x : isFar ? 1 : 0;
    }
  }
}
