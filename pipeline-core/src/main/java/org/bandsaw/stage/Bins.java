package org.bandsaw.stage;

import java.util.ArrayList;
import java.util.List;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Decimal;
import org.bandsaw.data.Schema;

/**
 * The bin that a number falls into, as DOUBLE, between edges that are given: 0 below the first
 * edge, 1 from the first edge (included) to the second (excluded), and so on; from the last edge
 * on, as many as there are edges. A missing value stays missing.
 *
 * @param name the stage's name; empty for {@code bins(fare,0,10,+2)}
 * @param column a numeric one
 * @param edges at least one, ascending, finite
 * @param output the column that is made; empty for {@code fare_bin}
 */
public record Bins(String name, String column, List<Double> edges, String output) implements Stage {

  public Bins {
    ColumnNames.checked(column);
    edges = List.copyOf(edges);
    double before = Double.NEGATIVE_INFINITY;
    for (double edge : edges) {
      if (!(edge > before) || edge == Double.POSITIVE_INFINITY) {
        throw new IllegalArgumentException(
            "edges must be finite and ascend, none twice: " + edges + " do not at " + edge);
      }
      before = edge;
    }
    if (edges.isEmpty()) {
      throw new IllegalArgumentException("no edge is given; give at least one");
    }
    output = ColumnNames.stage(output, column + "_bin");
    List<String> shown = new ArrayList<>(List.of(column));
    edges.forEach(edge -> shown.add(Decimal.text(edge)));
    name = ColumnNames.stage(name, ColumnNames.call("bins", shown));
  }

  /** This stage under another name. */
  public Bins named(String other) {
    return new Bins(ColumnNames.given(other), column, edges, output);
  }

  /** Calls the column that is made by this name. */
  public Bins as(String column) {
    return new Bins(name, this.column, edges, ColumnNames.checked(column));
  }

  @Override
  public StageRun open(Schema input) {
    double[] ascending = edges.stream().mapToDouble(Double::doubleValue).toArray();
    return NumbersRun.learning(
        input,
        List.of(column),
        List.of(ColumnSpec.real(output)),
        new double[0],
        (in, out, rows, state, learning) -> place(in[0], out[0], rows, ascending));
  }

  private static void place(double[] a, double[] to, int rows, double[] edges) {
    for (int i = 0; i < rows; i++) {
      double x = a[i];
      int low = 0;
      int high = edges.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (edges[middle] <= x) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      to[i] = Double.isNaN(x) ? x : low;
    }
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough().making(output, column);
  }
}
