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
import org.bandsaw.stage.Derive;
import org.bandsaw.stage.RowKernel;
import org.bandsaw.stage.RowStageRun;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * Columns of doubles or booleans made from numeric columns, with a few doubles for a state. A
 * column that is both read and made is replaced at its place.
 */
public final class NumericRun implements RowStageRun {

  /** What is done with rows, in order; missing numbers are NaN. Keeps nothing but the state. */
  @FunctionalInterface
  public interface Kernel {
    void run(double[][] in, double[][] out, int rows, double[] state, boolean learning);
  }

  private static final double[] EMPTY = {};

  private final List<String> inputColumns;
  private final List<ColumnSpec> outputColumns;
  private final Kernel kernel;
  private final boolean isContext;
  private final double[] initialState;
  private final double[] state;
  private final double[] markedState;
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
    this.initialState = initial;
    state = initial.clone();
    markedState = initial.clone();
    reads.forEach(input::requireNumeric);
    List<String> made = makes.stream().map(ColumnSpec::name).toList();
    mapping = new ColumnMapping(input, reads, made, this::outputSchema);
    numbers = NumericBuffer.newArray(Math.max(reads.size(), makes.size()));
    in = new double[reads.size()][];
    out = new double[makes.size()][];
  }

  /** A run whose state, if any, is parameters: it stands still when applied. */
  public static NumericRun withParameters(
      Schema input, List<String> reads, List<ColumnSpec> makes, double[] initial, Kernel kernel) {
    return new NumericRun(input, reads, makes, initial, kernel, false);
  }

  /** A run whose state is context: it moves on when applied, and can be cleared. */
  public static NumericRun withContext(
      Schema input, List<String> reads, List<ColumnSpec> makes, double[] initial, Kernel kernel) {
    return new NumericRun(input, reads, makes, initial, kernel, true);
  }

  @Override
  public boolean isStateless() {
    return state.length == 0;
  }

  private Schema outputSchema(Schema schema) {
    Schema changed = schema;
    for (ColumnSpec column : outputColumns) {
      changed = Derive.putColumn(changed, column, inputColumns.contains(column.name()));
    }
    return changed;
  }

  @Override
  public Schema output() {
    return mapping.output();
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
    mapping.resolve(chunk.schema());
    int rows = chunk.rowCount();
    for (int i = 0; i < in.length; i++) {
      in[i] = numbers[i].valuesOf(chunk.vector(mapping.inputIndex(i)));
    }
    Vector[] made = new Vector[out.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = numbers[i].resultArray(rows);
    }
    kernel.run(in, out, rows, state, learning);
    for (int i = 0; i < out.length; i++) {
      boolean narrow = outputColumns.get(i).type() == ValueType.BOOLEAN;
      made[i] = narrow ? toBooleans(out[i], rows) : numbers[i].result(rows);
    }
    Arrays.fill(in, EMPTY); // the arrays of a large chunk must not be held until the next one
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
  public void mark() {
    mapping.mark();
    System.arraycopy(state, 0, markedState, 0, state.length);
  }

  @Override
  public void rollback() {
    mapping.rollback();
    NumericBuffer.release(numbers);
    System.arraycopy(markedState, 0, state, 0, state.length);
  }

  @Override
  public void clearContext() {
    if (isContext) {
      System.arraycopy(initialState, 0, state, 0, state.length);
    }
  }

  @Override
  public void save(StateWriter writer) {
    writer.writeVersion(1).writeDoubles(state);
  }

  @Override
  public void load(StateReader reader) {
    reader.readVersion(1);
    double[] read = reader.readDoubles();
    if (read.length != state.length) {
      throw new StateCorruptException(
          "a state of " + state.length + " numbers was expected, not of " + read.length);
    }
    System.arraycopy(read, 0, state, 0, state.length);
  }

  @Override
  public long retainedBytes() {
    return NumericBuffer.retainedBytes(numbers) + 3 * MemorySizes.doubles(state.length);
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
      kernel.run(read, made, 1, state, false);
      for (int i = 0; i < to.length; i++) {
        row.numbers()[to[i]] = made[i][0];
      }
      return true;
    };
  }
}
