package org.bandsaw.stage.batch;

import java.util.Arrays;
import java.util.List;
import org.bandsaw.data.DoubleFormatter;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.BatchOnlyStage;
import org.bandsaw.stage.Lineage;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.run.ColumnNames;

/**
 * The number of the bin that a value falls into, as DOUBLE, between edges that hold about as many
 * training values each; for a batch.
 *
 * <p>The edges are the quantiles k/count, k = 0…count, of the n training values x₀ ≤ … ≤ xₙ₋₁, by
 * linear interpolation (type 7; Hyndman and Fan 1996): with h = (n − 1)k/count and j = ⌊h⌋, the
 * edge is x_j + (h − j)(x_j₊₁ − x_j). Equal edges become one, so there may be fewer bins than asked
 * for. Bin 0 reaches from the first edge to the second, which belongs to bin 1, and so on, as in
 * {@link org.bandsaw.stage.number.Bins}; the last edge belongs to the last bin.
 *
 * <p>A value below the first edge is in the first bin, one above the last edge in the last bin. A
 * missing value stays missing and has no part in the edges; neither has an infinite one. Where no
 * training row had a value, all is missing.
 *
 * @param name the stage's name; empty for {@code quantileBins(fare,4)}
 * @param column a numeric one
 * @param binCount how many bins are asked for, from 2 to 100 000
 * @param output the column that is made; empty for {@code fare_bin}
 */
public record QuantileBins(String name, String column, int binCount, String output)
    implements BatchOnlyStage {

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

  /** This stage under another name. */
  public QuantileBins named(String other) {
    return new QuantileBins(ColumnNames.requireStageName(other), column, binCount, output);
  }

  /** Calls the column that is made by this name. */
  public QuantileBins as(String column) {
    return new QuantileBins(name, this.column, binCount, ColumnNames.requireValid(column));
  }

  @Override
  public StageRun open(Schema input) {
    return new FittedNumericRun(input, new QuantileEdgeEstimator(binCount), column, output);
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough().withDerived(output, column);
  }

  /** What is found are the edges, the two at the ends included. */
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

    /** Position and weight are found in whole numbers, so that no rounding moves the position. */
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
