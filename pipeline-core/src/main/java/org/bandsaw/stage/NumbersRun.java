package org.bandsaw.stage;

import java.util.Arrays;
import java.util.List;
import org.bandsaw.data.BooleanVector;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Retained;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * Columns of doubles or booleans made from numeric columns, with a few doubles for a state. A
 * column that is both read and made is replaced at its place.
 */
final class NumbersRun implements RowStageRun {

  /** What is done with rows, in order; missing numbers are NaN. Keeps nothing but the state. */
  @FunctionalInterface
  interface Kernel {
    void run(double[][] in, double[][] out, int rows, double[] state, boolean learning);
  }

  private static final double[] NOTHING = {};

  private final List<String> reads;
  private final List<ColumnSpec> makes;
  private final Kernel kernel;
  private final boolean isContext;
  private final double[] initial;
  private final double[] state;
  private final double[] marked;
  private final Shape shape;
  private final Numbers[] numbers;
  private final double[][] in;
  private final double[][] out;

  private NumbersRun(
      Schema input,
      List<String> reads,
      List<ColumnSpec> makes,
      double[] initial,
      Kernel kernel,
      boolean isContext) {
    this.reads = reads;
    this.makes = makes;
    this.kernel = kernel;
    this.isContext = isContext;
    this.initial = initial;
    state = initial.clone();
    marked = initial.clone();
    reads.forEach(input::requireNumeric);
    List<String> made = makes.stream().map(ColumnSpec::name).toList();
    shape = new Shape(input, reads, made, this::change);
    numbers = Numbers.many(Math.max(reads.size(), makes.size()));
    in = new double[reads.size()][];
    out = new double[makes.size()][];
  }

  /** A run whose state, if any, is parameters: it stands still when applied. */
  static NumbersRun learning(
      Schema input, List<String> reads, List<ColumnSpec> makes, double[] initial, Kernel kernel) {
    return new NumbersRun(input, reads, makes, initial, kernel, false);
  }

  /** A run whose state is context: it moves on when applied, and can be cleared. */
  static NumbersRun remembering(
      Schema input, List<String> reads, List<ColumnSpec> makes, double[] initial, Kernel kernel) {
    return new NumbersRun(input, reads, makes, initial, kernel, true);
  }

  /** Whether nothing is remembered from one row to the next. */
  boolean isStateless() {
    return state.length == 0;
  }

  private Schema change(Schema schema) {
    Schema changed = schema;
    for (ColumnSpec column : makes) {
      changed = Derive.putting(changed, column, reads.contains(column.name()));
    }
    return changed;
  }

  @Override
  public Schema output() {
    return shape.output();
  }

  @Override
  public Chunk process(Chunk chunk) {
    return run(chunk, true);
  }

  @Override
  public Chunk apply(Chunk chunk) {
    return run(chunk, false);
  }

  private Chunk run(Chunk chunk, boolean learning) {
    shape.over(chunk.schema());
    int rows = chunk.rowCount();
    for (int i = 0; i < in.length; i++) {
      in[i] = numbers[i].of(chunk.vector(shape.read(i)));
    }
    Vector[] made = new Vector[out.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = numbers[i].room(rows);
    }
    kernel.run(in, out, rows, state, learning);
    for (int i = 0; i < out.length; i++) {
      boolean narrow = makes.get(i).type() == ValueType.BOOLEAN;
      made[i] = narrow ? booleans(out[i], rows) : numbers[i].made(rows);
    }
    Arrays.fill(in, NOTHING); // the arrays of a large chunk must not be held until the next one
    Arrays.fill(out, NOTHING);
    return shape.chunk(chunk, made);
  }

  private static BooleanVector booleans(double[] values, int rows) {
    byte[] bytes = new byte[rows];
    for (int i = 0; i < rows; i++) {
      bytes[i] = Double.isNaN(values[i]) ? BooleanVector.MISSING : (byte) values[i];
    }
    return BooleanVector.wrap(bytes, rows);
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
  public void clearContext() {
    if (isContext) {
      System.arraycopy(initial, 0, state, 0, state.length);
    }
  }

  @Override
  public void save(StateWriter writer) {
    writer.version(1).writeDoubles(state);
  }

  @Override
  public void load(StateReader reader) {
    reader.version(1);
    double[] read = reader.readDoubles();
    if (read.length != state.length) {
      throw new StateCorruptException(
          "a state of " + state.length + " numbers was expected, not of " + read.length);
    }
    System.arraycopy(read, 0, state, 0, state.length);
  }

  @Override
  public long retainedBytes() {
    return Numbers.retainedBytes(numbers) + 3 * Retained.doubles(state.length);
  }

  @Override
  public RowKernel rowKernel(RowLayout layout) {
    int[] from = layout.slots(reads);
    ValueType[] types = reads.stream().map(layout::type).toArray(ValueType[]::new);
    layout.advance(shape.outputFor(layout.schema()));
    int[] to = layout.slots(makes.stream().map(ColumnSpec::name).toList());
    double[][] read = new double[from.length][1];
    double[][] made = new double[to.length][1];
    return row -> {
      for (int i = 0; i < from.length; i++) {
        read[i][0] = row.number(from[i], types[i]);
      }
      kernel.run(read, made, 1, state, false);
      for (int i = 0; i < to.length; i++) {
        row.numbers()[to[i]] = made[i][0];
      }
      return true;
    };
  }
}
