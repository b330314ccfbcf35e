package org.bandsaw.stage.batch;

import java.util.Arrays;
import java.util.List;
import org.bandsaw.data.DoubleFormatter;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.BatchOnlyStage;
import org.bandsaw.stage.DerivedStage;
import org.bandsaw.stage.Lineage;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.run.ColumnNames;

/**
 * The stage of {@link org.bandsaw.stage.Stages#quantileBins}.
 *
 * @param name the stage's name; if empty, {@code quantileBins(fare,4)}
 * @param column numeric
 * @param binCount the number of bins, from 2 to 100 000; equal edges leave fewer
 * @param output the column that is made; if empty, {@code fare_bin}
 */
record QuantileBins(String name, String column, int binCount, String output)
    implements BatchOnlyStage, DerivedStage {

  private static final int MAX_BINS = 100_000;
  private static final int MAX_SHOWN_EDGES = 12;

  public QuantileBins {
    ColumnNames.requireValid(column);
    if (binCount < 2 || binCount > MAX_BINS) {
      throw new IllegalArgumentException(
          "the number of bins must be from 2 to " + MAX_BINS + ", not " + binCount);
    }
    name =
        ColumnNames.orDefault(
            name,
            ColumnNames.formatCall("quantileBins", List.of(column, Integer.toString(binCount))));
    output = ColumnNames.orDefault(output, column + "_bin");
  }

  @Override
  public QuantileBins named(String newName) {
    return new QuantileBins(ColumnNames.requireStageName(newName), column, binCount, output);
  }

  @Override
  public QuantileBins as(String newOutput) {
    return new QuantileBins(name, column, binCount, ColumnNames.requireValid(newOutput));
  }

  @Override
  public StageRun open(Schema input) {
    return new FittedNumericRun(input, new QuantileEdgeEstimator(binCount), column, output);
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough().withDerived(output, column);
  }

  /** Computes the edges, the first and the last included. */
  private record QuantileEdgeEstimator(int binCount) implements FittedNumericRun.Estimator {

    @Override
    public double[] fit(double[] ascending) {
      int from = 0;
      int to = ascending.length;
      while (from < to && ascending[from] == Double.NEGATIVE_INFINITY) {
        from++;
      }
      while (from < to && ascending[to - 1] == Double.POSITIVE_INFINITY) {
        to--;
      }
      double[] edges = new double[binCount + 1];
      int size = 0;
      for (int k = 0; k <= binCount && from < to; k++) {
        double edge = quantile(ascending, from, to - from, k);
        if (size == 0 || edge > edges[size - 1]) {
          edges[size++] = edge;
        }
      }
      return Arrays.copyOf(edges, size);
    }

    /** Computes position and weight from integers, so that rounding cannot move the position. */
    private double quantile(double[] ascending, int from, int n, int k) {
      long steps = (n - 1L) * k;
      int at = from + (int) (steps / binCount);
      double weight = (double) (steps % binCount) / binCount;
      double low = ascending[at];
      double high = weight == 0 ? low : ascending[at + 1];
      double width = high - low;
      double edge = low + weight * width;
      return width <= Double.MAX_VALUE ? Math.min(edge, high) : (1 - weight) * low + weight * high;
    }

    @Override
    public void transform(double[] values, double[] to, int rows, double[] edges) {
      for (int i = 0; i < rows; i++) {
        double x = values[i];
        int low = 1;
        int high = Math.max(1, edges.length - 1);
        while (low < high) {
          int middle = (low + high) >>> 1;
          if (edges[middle] <= x) {
            low = middle + 1;
          } else {
            high = middle;
          }
        }
        to[i] = Double.isNaN(x) || edges.length == 0 ? Double.NaN : low - 1;
      }
    }

    @Override
    public String describe(double[] edges) {
      StringBuilder text = new StringBuilder("edges");
      for (int i = 0; i < Math.min(edges.length, MAX_SHOWN_EDGES); i++) {
        text.append(i == 0 ? " " : ", ").append(DoubleFormatter.format(edges[i]));
      }
      return edges.length <= MAX_SHOWN_EDGES
          ? text.toString()
          : text + ", +" + (edges.length - MAX_SHOWN_EDGES);
    }
  }
}
