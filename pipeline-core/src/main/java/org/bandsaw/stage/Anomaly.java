package org.bandsaw.stage;

import java.util.List;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.run.ColumnNames;
import org.bandsaw.stage.run.NumericRun;
import org.bandsaw.stats.Moments;

/**
 * Whether a number lies far from the mean, as BOOLEAN: |(v − m)/s| above the threshold, with mean m
 * and population deviation s (ddof 0) of the rows up to and including the current one, as in {@link
 * org.bandsaw.stage.number.StandardScale}. Where s is 0 there is no anomaly.
 *
 * <p>When a learned pipeline is applied, m and s stand still. A missing value gives a missing flag
 * and does not count. An infinite one does not count either; it is an anomaly as soon as s is not
 * 0. Among the first n rows no value can be further from the mean than √(n − 1) deviations.
 *
 * @param name the stage's name; empty for {@code anomaly(fare)}
 * @param column a numeric one
 * @param threshold how many deviations are still usual; above 0, finite
 * @param output the column that is made; empty for {@code fare_anomaly}
 */
public record Anomaly(String name, String column, double threshold, String output)
    implements Stage {

  public Anomaly {
    ColumnNames.requireValid(column);
    if (!(threshold > 0 && threshold <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "the threshold must be above 0 and finite, not " + threshold);
    }
    name = ColumnNames.orDefault(name, ColumnNames.formatCall("anomaly", List.of(column)));
    output = ColumnNames.orDefault(output, column + "_anomaly");
  }

  /** This stage under another name. */
  public Anomaly named(String other) {
    return new Anomaly(ColumnNames.requireStageName(other), column, threshold, output);
  }

  /** How many deviations from the mean are still usual; 3 if not said. */
  public Anomaly threshold(double deviations) {
    return new Anomaly(name, column, deviations, output);
  }

  /** Calls the column that is made by this name. */
  public Anomaly as(String column) {
    return new Anomaly(name, this.column, threshold, ColumnNames.requireValid(column));
  }

  @Override
  public StageRun open(Schema input) {
    return NumericRun.withParameters(
        input,
        List.of(column),
        List.of(ColumnSpec.bool(output)),
        new double[Moments.SIZE],
        (in, out, rows, state, learning) -> flag(in[0], out[0], rows, state, learning, threshold));
  }

  private static void flag(
      double[] a, double[] to, int rows, double[] state, boolean learning, double threshold) {
    for (int i = 0; i < rows; i++) {
      double x = a[i];
      if (learning) {
        Moments.add(x, state, 0);
      }
      double s = Math.sqrt(state[Moments.M2] / state[Moments.COUNT]);
      boolean far = s > 0 && Math.abs((x - state[Moments.MEAN]) / s) > threshold;
      to[i] = Double.isNaN(x) ? x : far ? 1 : 0;
    }
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough().withDerived(output, column);
  }
}
