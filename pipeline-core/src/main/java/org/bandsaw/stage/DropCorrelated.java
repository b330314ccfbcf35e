package org.bandsaw.stage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleFormatter;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.batch.FittedDropRun;
import org.bandsaw.stage.run.ColumnNames;
import org.bandsaw.stage.run.NumericBuffer;

/**
 * Drops numeric columns that say much the same as another one, and keeps of each two the one that
 * says more of the target; for a batch.
 *
 * <p>While two columns have an absolute correlation above the threshold, the two with the largest
 * are taken, and of these the one with the smaller absolute correlation with the target is dropped.
 * Columns and pairs are in the order of the schema: (1,2), (1,3), …, (2,3), …; among equally
 * correlated pairs the first one is taken, and when both are equally correlated with the target,
 * the second column is dropped.
 *
 * <p>The correlation is Pearson's, r = Σ(x − x̄)(y − ȳ) / (√Σ(x − x̄)² √Σ(y − ȳ)²), over the
 * training rows in which both values are there and finite, means of those rows included (as pandas'
 * {@code corr}). There is none, and none above the threshold, where one of the two is the same in
 * all such rows; so a column of a single value is never dropped here. No correlation with the
 * target counts as 0.
 *
 * <p>Columns of doubles, longs and integers take part, grown ones too; booleans do not. Which ones
 * were dropped is kept, and a column is missing from what comes out from then on.
 *
 * @param name the stage's name; empty for {@code dropCorrelated(salary,0.5)}
 * @param target a numeric column, which stays
 * @param threshold the largest absolute correlation that is left alone; from 0, below 1
 * @param kept columns that take no part: never dropped, and no reason to drop another
 */
public record DropCorrelated(String name, String target, double threshold, List<String> kept)
    implements BatchOnlyStage {

  public DropCorrelated {
    ColumnNames.requireValid(target);
    kept = ColumnNames.requireValid(kept);
    if (!(threshold >= 0 && threshold < 1)) {
      throw new IllegalArgumentException(
          "the threshold must be at least 0 and below 1, not " + threshold);
    }
    name =
        ColumnNames.orDefault(
            name,
            ColumnNames.formatCall(
                "dropCorrelated", List.of(target, DoubleFormatter.format(threshold))));
  }

  /** This stage under another name. */
  public DropCorrelated named(String other) {
    return new DropCorrelated(ColumnNames.requireStageName(other), target, threshold, kept);
  }

  /** Lets these columns take no part: they are never dropped, and no reason to drop another. */
  public DropCorrelated keeping(String... columns) {
    return new DropCorrelated(name, target, threshold, Arrays.asList(columns));
  }

  @Override
  public StageRun open(Schema input) {
    input.requireNumeric(target);
    kept.forEach(input::indexOf);
    return new FittedDropRun(input, this::choose);
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough();
  }

  private List<FittedDropRun.DroppedColumn> choose(Chunk training) {
    int rows = training.rowCount();
    List<String> names = new ArrayList<>();
    List<double[]> values = new ArrayList<>();
    for (ColumnSpec column : training.schema().columns()) {
      boolean takesPart = !column.name().equals(target) && !kept.contains(column.name());
      if (column.type().isNumeric() && takesPart) {
        names.add(column.name());
        values.add(new NumericBuffer().valuesOf(training.vector(column.name())));
      }
    }
    double[] aim = new NumericBuffer().valuesOf(training.vector(target));
    double[] withTarget = new double[names.size()];
    double[][] r = new double[names.size()][];
    for (int i = 0; i < r.length; i++) {
      withTarget[i] = absoluteOrZero(correlation(values.get(i), aim, rows));
      r[i] = new double[r.length];
      for (int j = i + 1; j < r.length; j++) {
        r[i][j] = correlation(values.get(i), values.get(j), rows);
      }
    }
    return chooseByCorrelation(names, r, withTarget);
  }

  private List<FittedDropRun.DroppedColumn> chooseByCorrelation(
      List<String> names, double[][] r, double[] withTarget) {
    List<FittedDropRun.DroppedColumn> dropped = new ArrayList<>();
    boolean[] gone = new boolean[r.length];
    while (true) {
      int first = -1;
      int second = -1;
      double largest = threshold;
      for (int i = 0; i < r.length; i++) {
        for (int j = i + 1; j < r.length && !gone[i]; j++) {
          if (!gone[j] && Math.abs(r[i][j]) > largest) {
            largest = Math.abs(r[i][j]);
            first = i;
            second = j;
          }
        }
      }
      if (first < 0) {
        return dropped;
      }
      boolean dropsFirst = withTarget[first] < withTarget[second];
      int drop = dropsFirst ? first : second;
      gone[drop] = true;
      String with = names.get(dropsFirst ? second : first);
      String why = String.format(Locale.ROOT, "r %.4f with %s", r[first][second], with);
      dropped.add(new FittedDropRun.DroppedColumn(names.get(drop), why));
    }
  }

  private static double absoluteOrZero(double r) {
    return Double.isNaN(r) ? 0 : Math.abs(r);
  }

  /** Means first and then sums of products, so that large values do not drown small differences. */
  private static double correlation(double[] a, double[] b, int rows) {
    int n = 0;
    double sumA = 0;
    double sumB = 0;
    double lowA = Double.POSITIVE_INFINITY;
    double lowB = Double.POSITIVE_INFINITY;
    double highA = Double.NEGATIVE_INFINITY;
    double highB = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < rows; i++) {
      double x = a[i];
      double y = b[i];
      if (Math.abs(x) <= Double.MAX_VALUE && Math.abs(y) <= Double.MAX_VALUE) {
        n++;
        sumA += x;
        sumB += y;
        lowA = Math.min(lowA, x);
        lowB = Math.min(lowB, y);
        highA = Math.max(highA, x);
        highB = Math.max(highB, y);
      }
    }
    if (!(lowA < highA && lowB < highB)) {
      return Double.NaN;
    }
    return centeredCorrelation(a, b, rows, sumA / n, sumB / n);
  }

  private static double centeredCorrelation(
      double[] a, double[] b, int rows, double meanA, double meanB) {
    double products = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < rows; i++) {
      double x = a[i];
      double y = b[i];
      if (Math.abs(x) <= Double.MAX_VALUE && Math.abs(y) <= Double.MAX_VALUE) {
        double dx = x - meanA;
        double dy = y - meanB;
        products += dx * dy;
        squaresA += dx * dx;
        squaresB += dy * dy;
      }
    }
    double r = products / (Math.sqrt(squaresA) * Math.sqrt(squaresB));
    return Math.max(-1, Math.min(1, r));
  }
}
