package org.bandsaw.stage.number;

import java.util.List;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.run.NumericRun;

/** Flags values that are far from the running mean. The state is n, mean and M2 (Welford). */
final class AnomalyKernel {

  private static final int COUNT = 0;
  private static final int MEAN = 1;
  private static final int M2 = 2;
  private static final int STATE_SIZE = 3;

  private AnomalyKernel() {}

  static StageRun open(Schema input, String column, double threshold, String outputColumn) {
    return NumericRun.withParameters(
        input,
        List.of(column),
        List.of(ColumnSpec.bool(outputColumn)),
        new double[STATE_SIZE],
        (in, out, rows, state, learning) -> flag(in[0], out[0], rows, state, learning, threshold));
  }

  private static void flag(
      double[] values, double[] to, int rows, double[] state, boolean learning, double threshold) {
    for (int i = 0; i < rows; i++) {
      double x = values[i];
      if (learning && Math.abs(x) <= Double.MAX_VALUE) {
        double difference = x - state[MEAN];
        state[MEAN] += difference / ++state[COUNT];
        state[M2] += difference * (x - state[MEAN]);
      }
      double s = Math.sqrt(state[M2] / state[COUNT]);
      boolean isFar = s > 0 && Math.abs((x - state[MEAN]) / s) > threshold;
      to[i] = Double.isNaN(x) ? x : isFar ? 1 : 0;
    }
  }
}
