package org.bandsaw.stage.number;

import java.util.ArrayList;
import java.util.List;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.Lineage;
import org.bandsaw.stage.NamedStage;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.run.ColumnNames;
import org.bandsaw.stage.run.NumericRun;

/**
 * The stage of {@link org.bandsaw.stage.Stages#interactions}.
 *
 * @param name the stage's name; if empty, {@code interactions(a,b,c)}
 * @param columns from 2 to 100
 */
record Interactions(String name, List<String> columns) implements NamedStage {

  private static final int MAX_COLUMNS = 100;

  public Interactions {
    columns = ColumnNames.requireValid(columns);
    if (columns.size() < 2 || columns.size() > MAX_COLUMNS) {
      throw new IllegalArgumentException(
          "interactions need from 2 to " + MAX_COLUMNS + " columns, not " + columns.size());
    }
    name = ColumnNames.orDefault(name, ColumnNames.formatCall("interactions", columns));
  }

  @Override
  public Interactions named(String newName) {
    return new Interactions(ColumnNames.requireStageName(newName), columns);
  }

  private static String productName(String a, String b) {
    return a + "_times_" + b;
  }

  @Override
  public StageRun open(Schema input) {
    List<ColumnSpec> made = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      for (int j = i + 1; j < columns.size(); j++) {
        made.add(ColumnSpec.real(productName(columns.get(i), columns.get(j))));
      }
    }
    return NumericRun.withParameters(
        input, columns, made, new double[0], Interactions::multiplyAll);
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
        lineage = lineage.withDerived(productName(a, b), a, b);
      }
    }
    return lineage;
  }
}
