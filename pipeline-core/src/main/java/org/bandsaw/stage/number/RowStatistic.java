package org.bandsaw.stage.number;

import java.util.List;
import java.util.Objects;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.DerivedStage;
import org.bandsaw.stage.Lineage;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.run.ColumnNames;
import org.bandsaw.stage.run.NumericRun;

/**
 * The stage of {@link org.bandsaw.stage.Stages#rowSum}, {@code rowMean} and {@code rowVariance}.
 *
 * @param name the stage's name; if empty, {@code rowSum(a,b)}
 * @param columns at least one; numeric
 * @param output the column that is made; if empty, {@code sum_of_a_b}
 */
record RowStatistic(String name, Kind kind, List<String> columns, String output)
    implements DerivedStage {

  /** A statistic of the values of a row. */
  enum Kind {
    /** The sum, in the order of the columns. */
    SUM("Sum", "sum"),
    /** The sum divided by the number of values. */
    MEAN("Mean", "mean"),
    /** The sample variance, in two passes. */
    VARIANCE("Variance", "variance");

    private final String title;
    private final String label;

    Kind(String title, String label) {
      this.title = title;
      this.label = label;
    }
  }

  public RowStatistic {
    Objects.requireNonNull(kind, "kind");
    columns = ColumnNames.requireNonEmpty(columns);
    name = ColumnNames.orDefault(name, ColumnNames.formatCall("row" + kind.title, columns));
    output = ColumnNames.orDefault(output, kind.label + "_of_" + String.join("_", columns));
  }

  @Override
  public RowStatistic named(String newName) {
    return new RowStatistic(ColumnNames.requireStageName(newName), kind, columns, output);
  }

  @Override
  public RowStatistic as(String newOutput) {
    return new RowStatistic(name, kind, columns, ColumnNames.requireValid(newOutput));
  }

  @Override
  public StageRun open(Schema input) {
    return NumericRun.withParameters(
        input,
        columns,
        List.of(ColumnSpec.real(output)),
        new double[0],
        (in, out, rows, state, learning) -> compute(kind, in, out[0], rows));
  }

  private static void compute(Kind kind, double[][] in, double[] to, int rows) {
    for (int i = 0; i < rows; i++) {
      int count = 0;
      double sum = 0;
      for (double[] column : in) {
        if (!Double.isNaN(column[i])) {
          sum += column[i];
          count++;
        }
      }
      double sumOrMean = count == 0 ? Double.NaN : kind == Kind.SUM ? sum : sum / count;
      to[i] = kind == Kind.VARIANCE ? variance(in, i, sumOrMean, count) : sumOrMean;
    }
  }

  private static double variance(double[][] in, int row, double mean, int count) {
    double squares = 0;
    for (double[] column : in) {
      double deviation = column[row] - mean;
      squares += Double.isNaN(column[row]) ? 0 : deviation * deviation;
    }
    return count < 2 ? Double.NaN : squares / (count - 1);
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough().withDerived(output, columns.toArray(String[]::new));
  }
}
