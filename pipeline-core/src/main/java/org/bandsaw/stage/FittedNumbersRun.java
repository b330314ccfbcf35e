package org.bandsaw.stage;

import java.util.Arrays;
import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Retained;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.ValueType;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * A column of doubles made from a numeric one by comparison with ascending numbers, which were
 * found in all training rows at once. Those numbers are replaced as a whole and never written to.
 */
final class FittedNumbersRun implements RowStageRun, FittedRun {

  /** What is found in training rows, and what becomes of a value. */
  interface Method {

    /**
     * The ascending numbers that are kept.
     *
     * @param ascending all training values that are there; may be kept
     */
    double[] found(double[] ascending);

    /** The results of some values, missing ones among them. */
    void place(double[] values, double[] to, int rows, double[] found);

    /** What was found, in a line. */
    String told(double[] found);
  }

  private final Method method;
  private final String column;
  private final String made;
  private final Shape shape;
  private final Numbers numbers = new Numbers();
  private double[] found = {};
  private double[] marked = {};

  FittedNumbersRun(Schema input, Method method, String column, String made) {
    this.method = method;
    this.column = column;
    this.made = made;
    input.requireNumeric(column);
    shape =
        new Shape(
            input,
            List.of(column),
            List.of(made),
            schema -> Derive.putting(schema, ColumnSpec.real(made), made.equals(column)));
  }

  @Override
  public Schema output() {
    return shape.output();
  }

  @Override
  public Chunk process(Chunk chunk) {
    shape.over(chunk.schema());
    double[] values = numbers.of(chunk.vector(shape.read(0)));
    double[] ascending = new double[chunk.rowCount()];
    int count = 0;
    for (int i = 0; i < ascending.length; i++) {
      ascending[count] = values[i];
      count += Double.isNaN(values[i]) ? 0 : 1;
    }
    ascending = Arrays.copyOf(ascending, count);
    Arrays.sort(ascending);
    found = method.found(ascending);
    return apply(chunk);
  }

  @Override
  public Chunk apply(Chunk chunk) {
    shape.over(chunk.schema());
    int rows = chunk.rowCount();
    double[] values = numbers.of(chunk.vector(shape.read(0)));
    method.place(values, numbers.room(rows), rows, found);
    return shape.chunk(chunk, numbers.made(rows));
  }

  @Override
  public String fitted() {
    return found.length == 0 ? "no value was seen" : method.told(found);
  }

  @Override
  public void mark() {
    shape.mark();
    marked = found;
  }

  @Override
  public void rollback() {
    shape.rollback();
    numbers.release();
    found = marked;
  }

  @Override
  public void clearContext() {}

  @Override
  public void save(StateWriter out) {
    out.version(1).writeDoubles(found);
  }

  @Override
  public void load(StateReader in) {
    in.version(1);
    double[] read = in.readDoubles();
    for (int i = 0; i < read.length; i++) {
      if (Double.isNaN(read[i]) || (i > 0 && read[i] < read[i - 1])) {
        throw new StateCorruptException(
            "numbers that ascend were expected, not " + read[i] + " at place " + i);
      }
    }
    found = read;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // one array that is held twice is counted once
  public long retainedBytes() {
    long own = Retained.doubles(found.length);
    return numbers.retainedBytes() + own + (marked == found ? 0 : Retained.doubles(marked.length));
  }

  @Override
  public RowKernel rowKernel(RowLayout layout) {
    int from = layout.slot(column);
    ValueType type = layout.type(column);
    layout.advance(shape.outputFor(layout.schema()));
    int to = layout.slot(made);
    double[] value = new double[1];
    double[] result = new double[1];
    return row -> {
      value[0] = row.number(from, type);
      method.place(value, result, 1, found);
      row.numbers()[to] = result[0];
      return true;
    };
  }
}
