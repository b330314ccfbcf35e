package org.bandsaw.stage.number;

import java.util.ArrayList;
import java.util.List;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleFormatter;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.DerivedStage;
import org.bandsaw.stage.Lineage;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.run.ColumnNames;
import org.bandsaw.stage.run.NumericRun;

/**
 * The stage of {@link org.bandsaw.stage.Stages#bins}.
 *
 * @param name the stage's name; if empty, {@code bins(fare,0,10,+2)}
 * @param column numeric
 * @param edges at least one, ascending, finite
 * @param output the column that is made; if empty, {@code fare_bin}
 */
record Bins(String name, String column, List<Double> edges, String output) implements DerivedStage {

  public Bins {
    ColumnNames.requireValid(column);
    edges = List.copyOf(edges);
    double before = Double.NEGATIVE_INFINITY;
    for (double edge : edges) {
      if (!(edge > before) || edge == Double.POSITIVE_INFINITY) {
        throw new IllegalArgumentException(
            "edges must be finite and strictly ascend, but " + edges + " do not at " + edge);
      }
      before = edge;
    }
    if (edges.isEmpty()) {
      throw new IllegalArgumentException("no edge is given; at least one is needed");
    }
    output = ColumnNames.orDefault(output, column + "_bin");
    List<String> shown = new ArrayList<>(List.of(column));
    edges.forEach(edge -> shown.add(DoubleFormatter.format(edge)));
    name = ColumnNames.orDefault(name, ColumnNames.formatCall("bins", shown));
  }

  @Override
  public Bins named(String newName) {
    return new Bins(ColumnNames.requireStageName(newName), column, edges, output);
  }

  @Override
  public Bins as(String newOutput) {
    return new Bins(name, column, edges, ColumnNames.requireValid(newOutput));
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
