package org.bandsaw.stage;

import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Retained;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * Scales by the running mean and standard deviation of the rows up to and including this one.
 *
 * <p>Welford's method, for each value v in the order of rows: d = v − mean; n becomes n + 1; mean
 * becomes mean + d/n; M2 becomes M2 + d(v − mean). What comes out, as DOUBLE, is (v − mean)/s with
 * s = √(M2/n), the population's deviation (ddof 0), or 1 where that is 0. When a learned pipeline
 * is applied, mean and s stand still. A missing value stays missing and does not count; neither
 * does an infinite one, which stays infinite.
 *
 * @param name the stage's name; empty for {@code standardScale(a,b)}
 * @param columns at least one; numeric
 */
public record StandardScale(String name, List<String> columns) implements Stage {

  public StandardScale {
    columns = ColumnNames.atLeastOne(columns);
    name = ColumnNames.stage(name, ColumnNames.call("standardScale", columns));
  }

  /** This stage under another name. */
  public StandardScale named(String other) {
    return new StandardScale(ColumnNames.given(other), columns);
  }

  @Override
  public StageRun open(Schema input) {
    return new Run(input, columns);
  }

  @Override
  public Lineage lineage(Schema input) {
    Lineage lineage = Lineage.passThrough();
    for (String column : columns) {
      lineage = lineage.making(column, column);
    }
    return lineage;
  }

  /** State: for each column the mean, M2 and n. */
  private static final class Run implements RowStageRun {

    private static final int EACH = 3;

    private final List<String> columns;
    private final Shape shape;
    private final Numbers[] numbers;
    private final double[] state;
    private final double[] marked;

    Run(Schema input, List<String> columns) {
      this.columns = columns;
      shape = new Shape(input, columns, columns, schema -> Numbers.asDoubles(schema, columns));
      numbers = Numbers.many(columns.size());
      state = new double[EACH * columns.size()];
      marked = state.clone();
    }

    @Override
    public Schema output() {
      return shape.output();
    }

    @Override
    public Chunk process(Chunk chunk) {
      shape.over(chunk.schema());
      int rows = chunk.rowCount();
      int count = numbers.length;
      int next = 0;
      for (; next + 1 < count; next += 2) {
        learnTwo(
            numbers[next].of(chunk.vector(shape.read(next))),
            numbers[next].room(rows),
            numbers[next + 1].of(chunk.vector(shape.read(next + 1))),
            numbers[next + 1].room(rows),
            rows,
            state,
            EACH * next);
      }
      if (next < count) {
        double[] values = numbers[next].of(chunk.vector(shape.read(next)));
        learnOne(values, numbers[next].room(rows), rows, state, EACH * next);
      }
      return made(chunk);
    }

    @Override
    public Chunk apply(Chunk chunk) {
      shape.over(chunk.schema());
      int rows = chunk.rowCount();
      for (int i = 0; i < numbers.length; i++) {
        double[] values = numbers[i].of(chunk.vector(shape.read(i)));
        scale(values, numbers[i].room(rows), rows, state[EACH * i], deviation(state, EACH * i));
      }
      return made(chunk);
    }

    private Chunk made(Chunk chunk) {
      Vector[] made = new Vector[numbers.length];
      for (int i = 0; i < made.length; i++) {
        made[i] = numbers[i].made(chunk.rowCount());
      }
      return shape.chunk(chunk, made);
    }

    /** Two columns at a time, since the divisions of one wait for each other. */
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

    @Override
    public void mark() {
      shape.mark();
      System.arraycopy(state, 0, marked, 0, state.length);
    }

    @Override
    public void rollback() {
      shape.rollback();
      Numbers.release(numbers);
      System.arraycopy(marked, 0, state, 0, state.length);
    }

    @Override
    public void clearContext() {}

    @Override
    public void save(StateWriter out) {
      out.version(1).writeDoubles(state);
    }

    @Override
    public void load(StateReader in) {
      in.version(1);
      double[] read = in.readDoubles();
      if (read.length != state.length) {
        throw new StateCorruptException(
            "moments of " + columns.size() + " columns were expected, not " + read.length / EACH);
      }
      System.arraycopy(read, 0, state, 0, state.length);
    }

    @Override
    public long retainedBytes() {
      return Numbers.retainedBytes(numbers) + 2 * Retained.doubles(state.length);
    }

    @Override
    public RowKernel rowKernel(RowLayout layout) {
      int[] slots = layout.slots(columns);
      ValueType[] types = columns.stream().map(layout::type).toArray(ValueType[]::new);
      layout.advance(shape.outputFor(layout.schema()));
      return row -> {
        for (int i = 0; i < slots.length; i++) {
          double x = row.number(slots[i], types[i]);
          row.numbers()[slots[i]] = (x - state[EACH * i]) / deviation(state, EACH * i);
        }
        return true;
      };
    }
  }
}
