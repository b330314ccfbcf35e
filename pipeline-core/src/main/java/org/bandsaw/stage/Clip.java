package org.bandsaw.stage;

import java.util.List;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Decimal;
import org.bandsaw.data.Schema;

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
    ColumnNames.checked(column);
    if (!(low <= high)) {
      throw new IllegalArgumentException(
          "the bounds " + low + " and " + high + " leave no value; give the smaller one first");
    }
    String bounds = Decimal.text(low) + "," + Decimal.text(high);
    name = ColumnNames.stage(name, "clip(" + column + "," + bounds + ")");
  }

  /** This stage under another name. */
  public Clip named(String other) {
    return new Clip(ColumnNames.given(other), column, low, high);
  }

  @Override
  public List<Stage> on(List<String> columns) {
    return columns.stream().<Stage>map(each -> new Clip("", each, low, high)).toList();
  }

  @Override
  public StageRun open(Schema input) {
    return NumbersRun.learning(
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
    return Lineage.passThrough().making(column, column);
  }
}
