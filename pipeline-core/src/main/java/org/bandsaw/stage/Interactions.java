package org.bandsaw.stage;

import java.util.ArrayList;
import java.util.List;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;

/**
 * The product of each two of some numeric columns in new columns {@code a_times_b}, {@code
 * a_times_c}, {@code b_times_c}, as DOUBLE. Where either is missing the product is.
 *
 * @param name the stage's name; empty for {@code interactions(a,b,c)}
 * @param columns from 2 to 100
 */
public record Interactions(String name, List<String> columns) implements Stage {

  private static final int MOST = 100;

  public Interactions {
    columns = ColumnNames.checked(columns);
    if (columns.size() < 2 || columns.size() > MOST) {
      throw new IllegalArgumentException(
          "interactions need from 2 to " + MOST + " columns, not " + columns.size());
    }
    name = ColumnNames.stage(name, ColumnNames.call("interactions", columns));
  }

  /** This stage under another name. */
  public Interactions named(String other) {
    return new Interactions(ColumnNames.given(other), columns);
  }

  private static String product(String a, String b) {
    return a + "_times_" + b;
  }

  @Override
  public StageRun open(Schema input) {
    List<ColumnSpec> made = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      for (int j = i + 1; j < columns.size(); j++) {
        made.add(ColumnSpec.real(product(columns.get(i), columns.get(j))));
      }
    }
    return NumbersRun.learning(input, columns, made, new double[0], Interactions::multiplyAll);
  }

  private static void multiplyAll(
      double[][] in, double[][] out, int rows, double[] state, boolean learning) {
    int next = 0;
    for (int i = 0; i < in.length; i++) {
      for (int j = i + 1; j < in.length; j++) {
        multiply(in[i], in[j], out[next++], rows);
      }
    }
  }

  static void multiply(double[] a, double[] b, double[] to, int rows) {
    for (int i = 0; i < rows; i++) {
      to[i] = a[i] * b[i];
    }
  }

  @Override
  public Lineage lineage(Schema input) {
    Lineage lineage = Lineage.passThrough();
    for (int i = 0; i < columns.size(); i++) {
      for (int j = i + 1; j < columns.size(); j++) {
        String a = columns.get(i);
        String b = columns.get(j);
        lineage = lineage.making(product(a, b), a, b);
      }
    }
    return lineage;
  }
}
