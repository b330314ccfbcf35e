package org.bandsaw.stage.number;

import java.util.List;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleFormatter;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.ColumnStage;
import org.bandsaw.stage.Lineage;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.run.ColumnNames;
import org.bandsaw.stage.run.NumericRun;

/**
 * The stage of {@link org.bandsaw.stage.Stages#clip}.
 *
 * @param name the stage's name; if empty, {@code clip(fare,0,500)}
 * @param column numeric
 * @param low the lower bound; −∞ for none
 * @param high the upper bound, at least {@code low}; ∞ for none
 */
record Clip(String name, String column, double low, double high) implements ColumnStage {

  public Clip {
    ColumnNames.requireValid(column);
    if (!(low <= high)) {
      throw new IllegalArgumentException(
          "no value is between " + low + " and " + high + "; give the smaller one first");
    }
    String bounds = DoubleFormatter.format(low) + "," + DoubleFormatter.format(high);
    name = ColumnNames.orDefault(name, "clip(" + column + "," + bounds + ")");
  }

  @Override
  public Clip named(String newName) {
    return new Clip(ColumnNames.requireStageName(newName), column, low, high);
  }

  @Override
  public List<Stage> forColumns(List<String> columns) {
    return columns.stream().<Stage>map(each -> new Clip("", each, low, high)).toList();
  }

  @Override
  public StageRun open(Schema input) {
    return NumericRun.withParameters(
        input,
        List.of(column),
        List.of(ColumnSpec.real(column)),
        new double[0],
        (in, out, rows, state, learning) -> clip(in[0], out[0], rows, low, high));
  }

  private static void clip(double[] a, double[] to, int rows, double low, double high) {
    for (int i = 0; i < rows; i++) {
      to[i] = Math.max(low, Math.min(high, a[i]));
    }
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough().withDerived(column, column);
  }
}
