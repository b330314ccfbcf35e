package org.bandsaw.stage;

import java.util.Arrays;
import java.util.List;
import org.bandsaw.data.Decimal;
import org.bandsaw.data.Schema;

/**
 * The number of the bin that a value falls into, as DOUBLE, between edges that hold about as many
 * training values each; for a batch.
 *
 * <p>The edges are the quantiles k/count, k = 0…count, of the n training values x₀ ≤ … ≤ xₙ₋₁, by
 * linear interpolation (type 7; Hyndman and Fan 1996): with h = (n − 1)k/count and j = ⌊h⌋, the
 * edge is x_j + (h − j)(x_j₊₁ − x_j). Equal edges become one, so there may be fewer bins than asked
 * for. Bin 0 reaches from the first edge to the second, which belongs to bin 1, and so on, as in
 * {@link Bins}; the last edge belongs to the last bin.
 *
 * <p>A value below the first edge is in the first bin, one above the last edge in the last bin. A
 * missing value stays missing and has no part in the edges; neither has an infinite one. Where no
 * training row had a value, all is missing.
 *
 * @param name the stage's name; empty for {@code quantileBins(fare,4)}
 * @param column a numeric one
 * @param count how many bins are asked for, from 2 to 100 000
 * @param output the column that is made; empty for {@code fare_bin}
 */
public record QuantileBins(String name, String column, int count, String output)
    implements BatchOnlyStage {

  private static final int MOST = 100_000;
  private static final int SHOWN = 12;

  public QuantileBins {
    ColumnNames.checked(column);
    if (count < 2 || count > MOST) {
      throw new IllegalArgumentException(
          "the number of bins must be from 2 to " + MOST + ", not " + count);
    }
    name =
        ColumnNames.stage(
            name, ColumnNames.call("quantileBins", List.of(column, Integer.toString(count))));
    output = ColumnNames.stage(output, column + "_bin");
  }

  /** This stage under another name. */
  public QuantileBins named(String other) {
    return new QuantileBins(ColumnNames.given(other), column, count, output);
  }

  /** Calls the column that is made by this name. */
  public QuantileBins as(String column) {
    return new QuantileBins(name, this.column, count, ColumnNames.checked(column));
  }

  @Override
  public StageRun open(Schema input) {
    return new FittedNumbersRun(input, new Edges(count), column, output);
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough().making(output, column);
  }

  /** What is found are the edges, the two at the ends included. */
  private record Edges(int count) implements FittedNumbersRun.Method {

    @Override
    public double[] found(double[] ascending) {
      int from = 0;
      int to = ascending.length;
      while (from < to && ascending[from] == Double.NEGATIVE_INFINITY) {
        from++;
      }
      while (from < to && ascending[to - 1] == Double.POSITIVE_INFINITY) {
        to--;
      }
      double[] edges = new double[count + 1];
      int size = 0;
      for (int k = 0; k <= count && from < to; k++) {
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
      int at = from + (int) (steps / count);
      double weight = (double) (steps % count) / count;
      double low = ascending[at];
      double high = weight == 0 ? low : ascending[at + 1];
      double width = high - low;
      double edge = low + weight * width;
      return width <= Double.MAX_VALUE ? Math.min(edge, high) : (1 - weight) * low + weight * high;
    }

    @Override
    public void place(double[] values, double[] to, int rows, double[] edges) {
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
    public String told(double[] edges) {
      StringBuilder text = new StringBuilder("edges");
      for (int i = 0; i < Math.min(edges.length, SHOWN); i++) {
        text.append(i == 0 ? " " : ", ").append(Decimal.text(edges[i]));
      }
      return edges.length <= SHOWN ? text.toString() : text + ", +" + (edges.length - SHOWN);
    }
  }
}
