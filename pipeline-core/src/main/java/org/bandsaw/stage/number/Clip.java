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
 * A numeric column between two bounds, at its place, as DOUBLE: values beyond a bound become the
 * bound, infinite ones too. A missing value stays missing.
 *
 * @param name the stage's name; empty for {@code clip(fare,0,500)}
 * @param column a numeric one
 * @param low the smallest value that may come out; −∞ for no bound
 * @param high the largest, not below {@code low}; ∞ for no bound
 */
public record Clip(String name, String column, double low, double high) implements ColumnStage {

  public Clip {
    ColumnNames.requireValid(column);
    if (!(low <= high)) {
      throw new IllegalArgumentException(
          "the bounds " + low + " and " + high + " leave no value; give the smaller one first");
    }
    String bounds = DoubleFormatter.format(low) + "," + DoubleFormatter.format(high);
    name = ColumnNames.orDefault(name, "clip(" + column + "," + bounds + ")");
  }

  /** This stage under another name. */
  public Clip named(String other) {
    return new Clip(ColumnNames.requireStageName(other), column, low, high);
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
