package org.bandsaw.stage.number;

import java.util.List;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.ColumnStage;
import org.bandsaw.stage.Lineage;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.run.ColumnNames;
import org.bandsaw.stage.run.NumericRun;

/**
 * The stage of {@link org.bandsaw.stage.Stages#standardScale}.
 *
 * @param name the stage's name; if empty, {@code standardScale(a,b)}
 * @param columns at least one; numeric
 */
record StandardScale(String name, List<String> columns) implements ColumnStage {

  /** Doubles of state per column: the mean, M2 and n. */
  private static final int STATE_SIZE = 3;

  public StandardScale {
    columns = ColumnNames.requireNonEmpty(columns);
    name = ColumnNames.orDefault(name, ColumnNames.formatCall("standardScale", columns));
  }

  @Override
  public StandardScale named(String newName) {
    return new StandardScale(ColumnNames.requireStageName(newName), columns);
  }

  @Override
  public List<Stage> forColumns(List<String> columns) {
    return List.of(new StandardScale("", columns));
  }

  @Override
  public StageRun open(Schema input) {
    List<ColumnSpec> made = columns.stream().map(ColumnSpec::real).toList();
    double[] state = new double[STATE_SIZE * columns.size()];
    return NumericRun.withParameters(input, columns, made, state, StandardScale::scaleAll);
  }

  @Override
  public Lineage lineage(Schema input) {
    Lineage lineage = Lineage.passThrough();
    for (String column : columns) {
      lineage = lineage.withDerived(column, column);
    }
    return lineage;
  }

  private static void scaleAll(
      double[][] in, double[][] out, int rows, double[] state, boolean learning) {
    if (!learning) {
      for (int i = 0; i < in.length; i++) {
        scale(in[i], out[i], rows, state[STATE_SIZE * i], deviation(state, STATE_SIZE * i));
      }
      return;
    }
    int next = 0;
    for (; next + 1 < in.length; next += 2) {
      learnTwo(in[next], out[next], in[next + 1], out[next + 1], rows, state, STATE_SIZE * next);
    }
    if (next < in.length) {
      learnOne(in[next], out[next], rows, state, STATE_SIZE * next);
    }
  }

  /** Interleaves two columns, because each division in one column waits for the one before. */
  private static void learnTwo(
      double[] a, double[] toA, double[] b, double[] toB, int rows, double[] state, int at) {
    double meanA = state[at];
    double squaresA = state[at + 1];
    double countA = state[at + 2];
    double meanB = state[at + 3];
    double squaresB = state[at + 4];
    double countB = state[at + 5];
    for (int i = 0; i < rows; i++) {
      double x = a[i];
      if (Math.abs(x) <= Double.MAX_VALUE) {
        double d = x - meanA;
        meanA += d / ++countA;
        squaresA += d * (x - meanA);
      }
      double y = b[i];
      if (Math.abs(y) <= Double.MAX_VALUE) {
        double d = y - meanB;
        meanB += d / ++countB;
        squaresB += d * (y - meanB);
      }
      double s = Math.sqrt(squaresA / countA);
      double t = Math.sqrt(squaresB / countB);
      toA[i] = (x - meanA) / (s > 0 ? s : 1);
      toB[i] = (y - meanB) / (t > 0 ? t : 1);
    }
    state[at] = meanA;
    state[at + 1] = squaresA;
    state[at + 2] = countA;
    state[at + 3] = meanB;
    state[at + 4] = squaresB;
    state[at + 5] = countB;
  }

  private static void learnOne(double[] a, double[] to, int rows, double[] state, int at) {
    double mean = state[at];
    double squares = state[at + 1];
    double count = state[at + 2];
    for (int i = 0; i < rows; i++) {
      double x = a[i];
      if (Math.abs(x) <= Double.MAX_VALUE) {
        double d = x - mean;
        mean += d / ++count;
        squares += d * (x - mean);
      }
      double s = Math.sqrt(squares / count);
      to[i] = (x - mean) / (s > 0 ? s : 1);
    }
    state[at] = mean;
    state[at + 1] = squares;
    state[at + 2] = count;
  }

  private static void scale(double[] a, double[] to, int rows, double mean, double s) {
    for (int i = 0; i < rows; i++) {
      to[i] = (a[i] - mean) / s;
    }
  }

  private static double deviation(double[] state, int at) {
    double s = Math.sqrt(state[at + 1] / state[at + 2]);
    return s > 0 ? s : 1;
  }
}
