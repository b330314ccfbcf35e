package org.bandsaw.stage;

import java.util.List;
import java.util.Objects;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;

/**
 * Puts something in the place of missing values. Columns of numbers come out as DOUBLE.
 *
 * <p>A running mean is updated by each value v that is there, in the order of rows: n becomes n +
 * 1, mean becomes mean + (v − mean)/n; then it stands in for values that are missing. When a
 * learned pipeline is applied it stands still, as a running median does. {@link Impute#LAST_VALUE}
 * moves on instead.
 *
 * <p>A running median takes the same values. It costs some 100 ns for each of them, and 8 KiB for
 * each column up to 1024 values; from there on 16 KiB at most for each time their number doubles.
 *
 * @param name the stage's name; empty for {@code impute(a,b)}
 * @param columns at least one
 * @param how what stands in
 */
public record ImputeMissing(String name, List<String> columns, Impute how) implements ColumnStage {

  /** Numbers of state for each column: what stands in, and how many values it is the mean of. */
  private static final int EACH = 2;

  public ImputeMissing {
    columns = ColumnNames.atLeastOne(columns);
    Objects.requireNonNull(how, "how");
    name = ColumnNames.stage(name, ColumnNames.call("impute", columns));
  }

  /** This stage under another name. */
  public ImputeMissing named(String other) {
    return new ImputeMissing(ColumnNames.given(other), columns, how);
  }

  @Override
  public List<Stage> on(List<String> columns) {
    return List.of(new ImputeMissing("", columns, how));
  }

  @Override
  public StageRun open(Schema input) {
    return switch (how.kind()) {
      case TEXT -> new TextRun(input, columns, how.text());
      case NUMBER -> numbers(input, how.number(), ImputeMissing::fillAll);
      case RUNNING_MEAN -> numbers(input, 0, ImputeMissing::learnAll);
      case RUNNING_MEDIAN -> new MedianRun(input, columns);
      case LAST_VALUE -> new LastValueRun(input, columns);
    };
  }

  private NumbersRun numbers(Schema input, double standIn, NumbersRun.Kernel kernel) {
    List<ColumnSpec> reals = columns.stream().map(ColumnSpec::real).toList();
    double[] state = new double[EACH * columns.size()];
    for (int i = 0; i < state.length; i += EACH) {
      state[i] = standIn;
    }
    return NumbersRun.learning(input, columns, reals, state, kernel);
  }

  @Override
  public Lineage lineage(Schema input) {
    Lineage lineage = Lineage.passThrough();
    for (String column : columns) {
      lineage = lineage.making(column, column);
    }
    return lineage;
  }

  private static void fillAll(
      double[][] in, double[][] out, int rows, double[] state, boolean learning) {
    for (int i = 0; i < in.length; i++) {
      fill(in[i], out[i], rows, state[EACH * i]);
    }
  }

  private static void learnAll(
      double[][] in, double[][] out, int rows, double[] state, boolean learning) {
    if (!learning) {
      fillAll(in, out, rows, state, false);
      return;
    }
    int next = 0;
    for (; next + 1 < in.length; next += 2) {
      learnTwo(in[next], out[next], in[next + 1], out[next + 1], rows, state, EACH * next);
    }
    if (next < in.length) {
      learnOne(in[next], out[next], rows, state, EACH * next);
    }
  }

  /** Two columns at a time, since the divisions of one wait for each other. */
  private static void learnTwo(
      double[] a, double[] toA, double[] b, double[] toB, int rows, double[] state, int at) {
    double meanA = state[at];
    double countA = state[at + 1];
    double meanB = state[at + 2];
    double countB = state[at + 3];
    for (int i = 0; i < rows; i++) {
      double x = a[i];
      if (Math.abs(x) <= Double.MAX_VALUE) {
        meanA += (x - meanA) / ++countA;
      } else if (Double.isNaN(x)) {
        x = meanA;
      }
      toA[i] = x;
      double y = b[i];
      if (Math.abs(y) <= Double.MAX_VALUE) {
        meanB += (y - meanB) / ++countB;
      } else if (Double.isNaN(y)) {
        y = meanB;
      }
      toB[i] = y;
    }
    state[at] = meanA;
    state[at + 1] = countA;
    state[at + 2] = meanB;
    state[at + 3] = countB;
  }

  private static void learnOne(double[] a, double[] to, int rows, double[] state, int at) {
    double mean = state[at];
    double count = state[at + 1];
    for (int i = 0; i < rows; i++) {
      double x = a[i];
      if (Math.abs(x) <= Double.MAX_VALUE) {
        mean += (x - mean) / ++count;
      } else if (Double.isNaN(x)) {
        x = mean;
      }
      to[i] = x;
    }
    state[at] = mean;
    state[at + 1] = count;
  }

  private static void fill(double[] a, double[] to, int rows, double instead) {
    for (int i = 0; i < rows; i++) {
      double x = a[i];
      to[i] = Double.isNaN(x) ? instead : x;
    }
  }

  private static final class TextRun implements RowStageRun, StatelessRun {

    private final List<String> columns;
    private final String text;
    private final Shape shape;
    private final Recoded[] recoded;

    TextRun(Schema input, List<String> columns, String text) {
      this.columns = columns;
      this.text = text;
      shape = new Shape(input, columns, columns, schema -> textsOf(schema, columns));
      recoded = new Recoded[columns.size()];
      for (int i = 0; i < recoded.length; i++) {
        recoded[i] = new Recoded(found -> found.isEmpty() ? text : found);
      }
    }

    private static Schema textsOf(Schema schema, List<String> columns) {
      for (String column : columns) {
        schema.require(column, ValueType.STRING);
      }
      return schema;
    }

    @Override
    public Schema output() {
      return shape.output();
    }

    @Override
    public Chunk transform(Chunk chunk) {
      shape.over(chunk.schema());
      Vector[] made = new Vector[recoded.length];
      for (int i = 0; i < made.length; i++) {
        made[i] = recoded[i].of((StringVector) chunk.vector(shape.read(i)));
      }
      return shape.chunk(chunk, made);
    }

    @Override
    public void mark() {
      shape.mark();
    }

    @Override
    public void rollback() {
      shape.rollback();
      for (Recoded column : recoded) {
        column.release();
      }
    }

    @Override
    public long retainedBytes() {
      long sum = 0;
      for (Recoded column : recoded) {
        sum += column.retainedBytes();
      }
      return sum;
    }

    @Override
    public RowKernel rowKernel(RowLayout layout) {
      int[] slots = layout.slots(columns);
      return row -> {
        String[] texts = row.texts();
        for (int slot : slots) {
          if (texts[slot].isEmpty()) {
            texts[slot] = text;
          }
        }
        return true;
      };
    }
  }
}
