package org.bandsaw.stage.number;

import java.util.List;
import java.util.Objects;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.Lineage;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.run.ColumnNames;
import org.bandsaw.stage.run.NumericRun;

/**
 * The sum, mean or variance of some numeric columns within each row, as DOUBLE. Missing values are
 * skipped; where all are missing the result is, and a variance Σ(x − mean)²/(n − 1) where fewer
 * than two values are there.
 *
 * @param name the stage's name; empty for {@code rowSum(a,b)}
 * @param kind what is computed
 * @param columns at least one
 * @param output the column that is made; empty for {@code sum_of_a_b}
 */
public record RowStatistic(String name, Kind kind, List<String> columns, String output)
    implements Stage {

  /** What is computed of a row's values. */
  public enum Kind {
    /** All added up, in the order of the columns. */
    SUM("Sum", "sum"),
    /** The sum divided by the number of values. */
    MEAN("Mean", "mean"),
    /** The sample variance, in two passes. */
    VARIANCE("Variance", "variance");

    private final String title;
    private final String label;

    Kind(String title, String word) {
      this.title = title;
      this.label = word;
    }
  }

  public RowStatistic {
    Objects.requireNonNull(kind, "kind");
    columns = ColumnNames.requireNonEmpty(columns);
    name = ColumnNames.orDefault(name, ColumnNames.formatCall("row" + kind.title, columns));
    output = ColumnNames.orDefault(output, kind.label + "_of_" + String.join("_", columns));
  }

  /** This stage under another name. */
  public RowStatistic named(String other) {
    return new RowStatistic(ColumnNames.requireStageName(other), kind, columns, output);
  }

  /** Calls the column that is made by this name. */
  public RowStatistic as(String column) {
    return new RowStatistic(name, kind, columns, ColumnNames.requireValid(column));
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
      double answer = count == 0 ? Double.NaN : kind == Kind.SUM ? sum : sum / count;
      to[i] = kind == Kind.VARIANCE ? variance(in, i, answer, count) : answer;
    }
  }

  private static double variance(double[][] in, int row, double mean, int count) {
    double squares = 0;
    for (double[] column : in) {
      double off = column[row] - mean;
      squares += Double.isNaN(column[row]) ? 0 : off * off;
    }
    return count < 2 ? Double.NaN : squares / (count - 1);
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough().withDerived(output, columns.toArray(String[]::new));
  }
}
