package org.bandsaw.stage.number;

import java.util.List;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.ColumnStage;
import org.bandsaw.stage.Lineage;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.run.ColumnNames;
import org.bandsaw.stage.run.NumericRun;

/**
 * Scales by the smallest and largest value of the rows up to and including this one.
 *
 * <p>What comes out, as DOUBLE, is (v − min)/(max − min), or 0 where the two are equal. When a
 * learned pipeline is applied, min and max stand still, and values outside them give numbers below
 * 0 or above 1; before any row was learned from, 0. A missing value stays missing and does not
 * count; neither does an infinite one, which stays infinite.
 *
 * @param name the stage's name; empty for {@code minMaxScale(a,b)}
 * @param columns at least one; numeric
 */
public record MinMaxScale(String name, List<String> columns) implements ColumnStage {

  public MinMaxScale {
    columns = ColumnNames.requireNonEmpty(columns);
    name = ColumnNames.orDefault(name, ColumnNames.formatCall("minMaxScale", columns));
  }

  /** This stage under another name. */
  public MinMaxScale named(String other) {
    return new MinMaxScale(ColumnNames.requireStageName(other), columns);
  }

  @Override
  public List<Stage> forColumns(List<String> columns) {
    return List.of(new MinMaxScale("", columns));
  }

  @Override
  public StageRun open(Schema input) {
    double[] state = new double[2 * columns.size()];
    for (int i = 0; i < state.length; i += 2) {
      state[i] = Double.POSITIVE_INFINITY;
      state[i + 1] = Double.NEGATIVE_INFINITY;
    }
    List<ColumnSpec> made = columns.stream().map(ColumnSpec::real).toList();
    return NumericRun.withParameters(input, columns, made, state, MinMaxScale::scaleAll);
  }

  private static void scaleAll(
      double[][] in, double[][] out, int rows, double[] state, boolean learning) {
    for (int i = 0; i < in.length; i++) {
      scale(in[i], out[i], rows, state, 2 * i, learning);
    }
  }

  private static void scale(
      double[] a, double[] to, int rows, double[] state, int at, boolean learning) {
    double low = state[at];
    double high = state[at + 1];
    for (int i = 0; i < rows; i++) {
      double x = a[i];
      boolean finite = Math.abs(x) <= Double.MAX_VALUE;
      if (learning && finite) {
        low = Math.min(low, x);
        high = Math.max(high, x);
      }
      if (high > low) {
        to[i] = (x - low) / (high - low);
      } else {
        to[i] = finite ? 0 : x;
      }
    }
    state[at] = low;
    state[at + 1] = high;
  }

  @Override
  public Lineage lineage(Schema input) {
    Lineage lineage = Lineage.passThrough();
    for (String column : columns) {
      lineage = lineage.withDerived(column, column);
    }
    return lineage;
  }
}
