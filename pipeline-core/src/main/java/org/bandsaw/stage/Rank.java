package org.bandsaw.stage;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.bandsaw.data.DoubleFormatter;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.batch.FittedNumericRun;
import org.bandsaw.stage.run.ColumnNames;

/**
 * Where a value stands among the training values, as DOUBLE, from 1 for the smallest; for a batch.
 * Equal values share the average of their ranks.
 *
 * <p>The rank of v is b + (e + 1)/2, where b training values are below v and e are equal to it: for
 * a training value, that of pandas' {@code rank(method="average")}. A value that was not among them
 * has e = 0 and so stands half a rank above those below it: at 1/2 when it is below all n training
 * values, at n + 1/2 when it is above all. {@link Scale#SHARE} divides by n, and gives at most 1.
 *
 * <p>A missing value stays missing and has no rank to give; an infinite one is a value. Where no
 * training row had a value, all is missing. All training values are kept, at 8 bytes each.
 *
 * @param name the stage's name; empty for {@code rank(fare)}
 * @param column a numeric one
 * @param scale what the rank is counted in
 * @param output the column that is made; empty for {@code fare_rank}
 */
public record Rank(String name, String column, Scale scale, String output)
    implements BatchOnlyStage {

  /** What a rank is counted in. */
  public enum Scale {
    /** Places, from 1 to the number of training values. */
    ABSOLUTE,
    /** A share of all training values, above 0, at most 1. */
    SHARE
  }

  public Rank {
    ColumnNames.requireValid(column);
    Objects.requireNonNull(scale, "scale");
    name = ColumnNames.orDefault(name, ColumnNames.formatCall("rank", List.of(column)));
    output = ColumnNames.orDefault(output, column + "_rank");
  }

  /** This stage under another name. */
  public Rank named(String other) {
    return new Rank(ColumnNames.requireStageName(other), column, scale, output);
  }

  /** Calls the column that is made by this name. */
  public Rank as(String column) {
    return new Rank(name, this.column, scale, ColumnNames.requireValid(column));
  }

  /** The rank divided by the number of training values, at most 1. */
  public Rank asShare() {
    return new Rank(name, column, Scale.SHARE, output);
  }

  @Override
  public StageRun open(Schema input) {
    return new FittedNumericRun(input, new RankEstimator(scale == Scale.SHARE), column, output);
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough().withDerived(output, column);
  }

  /** What is found are the training values themselves. */
  private record RankEstimator(boolean isShare) implements FittedNumericRun.Estimator {

    @Override
    public double[] fit(double[] ascending) {
      return ascending;
    }

    @Override
    public void transform(double[] values, double[] to, int rows, double[] ascending) {
      int n = ascending.length;
      for (int i = 0; i < rows; i++) {
        double x = values[i];
        int below = lowerBound(ascending, x);
        int equal = upperBound(ascending, x) - below;
        double rank = below + (equal + 1) / 2.0;
        if (isShare) {
          rank = Math.min(1, rank / n);
        }
        to[i] = Double.isNaN(x) || n == 0 ? Double.NaN : rank;
      }
    }

    private static int lowerBound(double[] ascending, double x) {
      int low = 0;
      int high = ascending.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (ascending[middle] < x) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    private static int upperBound(double[] ascending, double x) {
      int low = 0;
      int high = ascending.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (ascending[middle] <= x) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    @Override
    public String describe(double[] ascending) {
      return String.format(
          Locale.ROOT,
          "%d values from %s to %s",
          ascending.length,
          DoubleFormatter.format(ascending[0]),
          DoubleFormatter.format(ascending[ascending.length - 1]));
    }
  }
}
