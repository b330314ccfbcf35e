package org.bandsaw.stage.number;

import java.util.ArrayList;
import java.util.List;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleFormatter;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.Lineage;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.run.ColumnNames;
import org.bandsaw.stage.run.NumericRun;

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
    ColumnNames.requireValid(column);
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
    output = ColumnNames.orDefault(output, column + "_bin");
    List<String> shown = new ArrayList<>(List.of(column));
    edges.forEach(edge -> shown.add(DoubleFormatter.format(edge)));
    name = ColumnNames.orDefault(name, ColumnNames.formatCall("bins", shown));
  }

  /** This stage under another name. */
  public Bins named(String other) {
    return new Bins(ColumnNames.requireStageName(other), column, edges, output);
  }

  /** Calls the column that is made by this name. */
  public Bins as(String column) {
    return new Bins(name, this.column, edges, ColumnNames.requireValid(column));
  }

  @Override
  public StageRun open(Schema input) {
    double[] ascending = edges.stream().mapToDouble(Double::doubleValue).toArray();
    return NumericRun.withParameters(
        input,
        List.of(column),
        List.of(ColumnSpec.real(output)),
        new double[0],
        (in, out, rows, state, learning) -> assignBins(in[0], out[0], rows, ascending));
  }

  private static void assignBins(double[] a, double[] to, int rows, double[] edges) {
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
    return Lineage.passThrough().withDerived(output, column);
  }
}
