package org.bandsaw.stage.run;

import java.util.Arrays;
import java.util.List;
import org.bandsaw.data.BooleanVector;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.bandsaw.stage.RowKernel;
import org.bandsaw.stage.RowStageRun;
import org.bandsaw.stage.ShareableRun;

/**
 * A run that makes columns of doubles or booleans from numeric columns, with a state of a few
 * doubles. A column that is both read and made is replaced at its position.
 */
public final class NumericRun implements RowStageRun, ComposedRun, ShareableRun {

  /**
   * Computes rows in their order; missing numbers are NaN. Keeps nothing but the state, which it
   * changes only while learning if the state is parameters.
   */
  @FunctionalInterface
  public interface Kernel {
    void run(double[][] in, double[][] out, int rows, double[] state, boolean learning);
  }

  private static final double[] EMPTY = {};

  private final List<String> inputColumns;
  private final List<ColumnSpec> outputColumns;
  private final Kernel kernel;
  private final boolean isContext;
  private final double[] initialValues;
  private final RunState state = new RunState();
  private final RunState values;
  private final double[] current;
  private final ColumnMapping mapping;
  private final NumericBuffer[] numbers;
  private final double[][] in;
  private final double[][] out;

  private NumericRun(
      Schema input,
      List<String> reads,
      List<ColumnSpec> makes,
      double[] initial,
      Kernel kernel,
      boolean isContext) {
    this.inputColumns = reads;
    this.outputColumns = makes;
    this.kernel = kernel;
    this.isContext = isContext;
    this.initialValues = initial;
    reads.forEach(input::requireNumeric);
    List<String> made = makes.stream().map(ColumnSpec::name).toList();
    mapping = state.add(new ColumnMapping(input, reads, made, this::outputSchema));
    values = state.add(new RunState());
    current = values.add(initial.clone());
    numbers = state.addAll(NumericBuffer.newArray(Math.max(reads.size(), makes.size())));
    in = new double[reads.size()][];
    out = new double[makes.size()][];
  }

  /** Creates a run with the parameters of another one, or with an empty context. */
  private NumericRun(NumericRun other) {
    inputColumns = other.inputColumns;
    outputColumns = other.outputColumns;
    kernel = other.kernel;
    isContext = other.isContext;
    initialValues = other.initialValues;
    mapping = state.add(other.mapping.copy());
    if (isContext || other.isStateless()) {
      values = state.add(new RunState());
      current = values.add(initialValues.clone());
    } else {
      values = state.addShared(other.values);
      current = other.current;
    }
    numbers = state.addAll(NumericBuffer.newArray(other.numbers.length));
    in = new double[inputColumns.size()][];
    out = new double[outputColumns.size()][];
  }

  /** Returns a run whose state, if any, is parameters: {@link #apply} leaves it unchanged. */
  public static NumericRun withParameters(
      Schema input, List<String> reads, List<ColumnSpec> makes, double[] initial, Kernel kernel) {
    return new NumericRun(input, reads, makes, initial, kernel, false);
  }

  /** Returns a run whose state is context: {@link #apply} advances it, and it can be cleared. */
  public static NumericRun withContext(
      Schema input, List<String> reads, List<ColumnSpec> makes, double[] initial, Kernel kernel) {
    return new NumericRun(input, reads, makes, initial, kernel, true);
  }

  @Override
  public boolean isStateless() {
    return current.length == 0;
  }

  @Override
  public NumericRun withOwnContext() {
    return new NumericRun(this);
  }

  private Schema outputSchema(Schema schema) {
    Schema changed = schema;
    for (ColumnSpec column : outputColumns) {
      changed = ColumnMapping.withColumn(changed, column, inputColumns.contains(column.name()));
    }
    return changed;
  }

  @Override
  public RunState state() {
    return state;
  }

  @Override
  public Schema output() {
    return mapping.output();
  }

  @Override
  public Chunk process(Chunk chunk) {
    state.requireOwnParameters();
    return run(chunk, true);
  }

  @Override
  public Chunk apply(Chunk chunk) {
    return run(chunk, false);
  }

  private Chunk run(Chunk chunk, boolean learning) {
    mapping.resolve(chunk.schema());
    int rows = chunk.rowCount();
    for (int i = 0; i < in.length; i++) {
      in[i] = numbers[i].valuesOf(chunk.vector(mapping.inputIndex(i)));
    }
    Vector[] made = new Vector[out.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = numbers[i].resultArray(rows);
    }
    kernel.run(in, out, rows, current, learning);
    for (int i = 0; i < out.length; i++) {
      boolean narrow = outputColumns.get(i).type() == ValueType.BOOLEAN;
      made[i] = narrow ? toBooleans(out[i], rows) : numbers[i].result(rows);
    }
    Arrays.fill(in, EMPTY); // do not retain the arrays of a large chunk until the next one
    Arrays.fill(out, EMPTY);
    return mapping.outputChunk(chunk, made);
  }

  private static BooleanVector toBooleans(double[] values, int rows) {
    byte[] bytes = new byte[rows];
    for (int i = 0; i < rows; i++) {
      bytes[i] = Double.isNaN(values[i]) ? BooleanVector.MISSING : (byte) values[i];
    }
    return BooleanVector.wrap(bytes, rows);
  }

  @Override
  public void clearContext() {
    if (isContext) {
      System.arraycopy(initialValues, 0, current, 0, current.length);
    }
  }

  @Override
  public long retainedBytes() {
    return ComposedRun.super.retainedBytes() + MemorySizes.doubles(initialValues.length);
  }

  @Override
  public RowKernel rowKernel(RowLayout layout) {
    int[] from = layout.slots(inputColumns);
    ValueType[] types = inputColumns.stream().map(layout::type).toArray(ValueType[]::new);
    layout.advance(mapping.outputFor(layout.schema()));
    int[] to = layout.slots(outputColumns.stream().map(ColumnSpec::name).toList());
    double[][] read = new double[from.length][1];
    double[][] made = new double[to.length][1];
    return row -> {
      for (int i = 0; i < from.length; i++) {
        read[i][0] = row.number(from[i], types[i]);
      }
      kernel.run(read, made, 1, current, false);
      for (int i = 0; i < to.length; i++) {
        row.numbers()[to[i]] = made[i][0];
      }
      return true;
    };
  }
}
