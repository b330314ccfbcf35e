package org.bandsaw.stage.batch;

import java.util.Arrays;
import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.ValueType;
import org.bandsaw.stage.FittedRun;
import org.bandsaw.stage.RowKernel;
import org.bandsaw.stage.RowStageRun;
import org.bandsaw.stage.ShareableRun;
import org.bandsaw.stage.run.ColumnMapping;
import org.bandsaw.stage.run.ComposedRun;
import org.bandsaw.stage.run.NumericBuffer;
import org.bandsaw.stage.run.RunPart;
import org.bandsaw.stage.run.RunState;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * Transforms a numeric column to a column of doubles by an {@link Estimator}, whose parameters are
 * ascending numbers. The array of parameters is replaced as a whole and never written to.
 */
final class FittedNumericRun implements RowStageRun, ComposedRun, FittedRun, ShareableRun {

  /** Computes parameters from the training values, and transforms values by the parameters. */
  interface Estimator {

    /**
     * Returns the parameters, in ascending order.
     *
     * @param ascending all training values but missing ones, sorted; may be retained
     */
    double[] fit(double[] ascending);

    /** Transforms values, which may be missing. */
    void transform(double[] values, double[] to, int rows, double[] parameters);

    /**
     * Describes the parameters in one line.
     *
     * @param parameters at least one
     */
    String describe(double[] parameters);
  }

  private final Estimator estimator;
  private final String column;
  private final String outputColumn;
  private final RunState state = new RunState();
  private final ColumnMapping mapping;
  private final NumericBuffer numbers;
  private final Parameters parameters;

  FittedNumericRun(Schema input, Estimator estimator, String column, String outputColumn) {
    this.estimator = estimator;
    this.column = column;
    this.outputColumn = outputColumn;
    input.requireNumeric(column);
    mapping =
        state.add(
            new ColumnMapping(
                input,
                List.of(column),
                List.of(outputColumn),
                schema ->
                    ColumnMapping.withColumn(
                        schema, ColumnSpec.real(outputColumn), outputColumn.equals(column))));
    numbers = state.add(new NumericBuffer());
    parameters = state.add(new Parameters());
  }

  private FittedNumericRun(FittedNumericRun other) {
    estimator = other.estimator;
    column = other.column;
    outputColumn = other.outputColumn;
    mapping = state.add(other.mapping.copy());
    numbers = state.add(new NumericBuffer());
    parameters = state.addShared(other.parameters);
  }

  @Override
  public FittedNumericRun withOwnContext() {
    return new FittedNumericRun(this);
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
    mapping.resolve(chunk.schema());
    double[] values = numbers.valuesOf(chunk.vector(mapping.inputIndex(0)));
    double[] ascending = new double[chunk.rowCount()];
    int count = 0;
    for (int i = 0; i < ascending.length; i++) {
      ascending[count] = values[i];
      count += Double.isNaN(values[i]) ? 0 : 1;
    }
    ascending = Arrays.copyOf(ascending, count);
    Arrays.sort(ascending);
    parameters.values = estimator.fit(ascending);
    return apply(chunk);
  }

  @Override
  public Chunk apply(Chunk chunk) {
    mapping.resolve(chunk.schema());
    int rows = chunk.rowCount();
    double[] values = numbers.valuesOf(chunk.vector(mapping.inputIndex(0)));
    estimator.transform(values, numbers.resultArray(rows), rows, parameters.values);
    return mapping.outputChunk(chunk, numbers.result(rows));
  }

  @Override
  public String describeFit() {
    double[] fitted = parameters.values;
    return fitted.length == 0 ? "no training values" : estimator.describe(fitted);
  }

  @Override
  public void clearContext() {}

  @Override
  public RowKernel rowKernel(RowLayout layout) {
    int from = layout.slot(column);
    ValueType type = layout.type(column);
    layout.advance(mapping.outputFor(layout.schema()));
    int to = layout.slot(outputColumn);
    double[] value = new double[1];
    double[] result = new double[1];
    return row -> {
      value[0] = row.number(from, type);
      estimator.transform(value, result, 1, parameters.values);
      row.numbers()[to] = result[0];
      return true;
    };
  }

  private static final class Parameters implements RunPart {

    private double[] values = {};
    private double[] marked = {};

    @Override
    public void mark() {
      marked = values;
    }

    @Override
    public void rollback() {
      values = marked;
    }

    @Override
    public void save(StateWriter out) {
      out.writeDoubles(values);
    }

    @Override
    public void load(StateReader in) {
      double[] read = in.readDoubles();
      for (int i = 0; i < read.length; i++) {
        if (Double.isNaN(read[i]) || (i > 0 && read[i] < read[i - 1])) {
          throw new StateCorruptException(
              "ascending numbers were expected, but number " + i + " is " + read[i]);
        }
      }
      values = read;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a shared array is counted once
    public long retainedBytes() {
      return MemorySizes.doubles(values.length)
          + (marked == values ? 0 : MemorySizes.doubles(marked.length));
    }
  }
}
