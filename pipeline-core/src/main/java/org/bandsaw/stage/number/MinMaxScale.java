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
 * The stage of {@link org.bandsaw.stage.Stages#minMaxScale}.
 *
 * @param name the stage's name; if empty, {@code minMaxScale(a,b)}
 * @param columns at least one; numeric
 */
record MinMaxScale(String name, List<String> columns) implements ColumnStage {

  public MinMaxScale {
    columns = ColumnNames.requireNonEmpty(columns);
    name = ColumnNames.orDefault(name, ColumnNames.formatCall("minMaxScale", columns));
  }

  @Override
  public MinMaxScale named(String newName) {
    return new MinMaxScale(ColumnNames.requireStageName(newName), columns);
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
    if (learning) {
      state[at] = low;
      state[at + 1] = high;
    }
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
