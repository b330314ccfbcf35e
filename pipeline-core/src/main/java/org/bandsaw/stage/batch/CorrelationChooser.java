package org.bandsaw.stage.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.stage.run.NumericBuffer;

/** Chooses columns by the rules of {@link org.bandsaw.stage.DropCorrelated}. */
record CorrelationChooser(String target, double threshold, List<String> kept)
    implements FittedDropRun.ColumnChooser {

  @Override
  public List<FittedDropRun.DroppedColumn> choose(Chunk training) {
    int rows = training.rowCount();
    List<String> names = new ArrayList<>();
    List<double[]> values = new ArrayList<>();
    for (ColumnSpec column : training.schema().columns()) {
      boolean isCompared = !column.name().equals(target) && !kept.contains(column.name());
      if (column.type().isNumeric() && isCompared) {
        names.add(column.name());
        values.add(new NumericBuffer().valuesOf(training.vector(column.name())));
      }
    }
    double[] targetValues = new NumericBuffer().valuesOf(training.vector(target));
    double[] withTarget = new double[names.size()];
    double[][] r = new double[names.size()][];
    for (int i = 0; i < r.length; i++) {
      withTarget[i] = absoluteOrZero(correlation(values.get(i), targetValues, rows));
      r[i] = new double[r.length];
      for (int j = i + 1; j < r.length; j++) {
        r[i][j] = correlation(values.get(i), values.get(j), rows);
      }
    }
    return choose(names, r, withTarget);
  }

  private List<FittedDropRun.DroppedColumn> choose(
      List<String> names, double[][] r, double[] withTarget) {
    List<FittedDropRun.DroppedColumn> dropped = new ArrayList<>();
    boolean[] isDropped = new boolean[r.length];
    while (true) {
      int first = -1;
      int second = -1;
      double largest = threshold;
      for (int i = 0; i < r.length; i++) {
        for (int j = i + 1; j < r.length && !isDropped[i]; j++) {
          if (!isDropped[j] && Math.abs(r[i][j]) > largest) {
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
      isDropped[drop] = true;
      String with = names.get(dropsFirst ? second : first);
      String reason = String.format(Locale.ROOT, "r %.4f with %s", r[first][second], with);
      dropped.add(new FittedDropRun.DroppedColumn(names.get(drop), reason));
    }
  }

  private static double absoluteOrZero(double r) {
    return Double.isNaN(r) ? 0 : Math.abs(r);
  }

  /** Two passes, because one pass over large values loses their small differences. */
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
