package org.bandsaw.stage.batch;

import java.util.Arrays;
import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.ValueType;
import org.bandsaw.stage.Derive;
import org.bandsaw.stage.FittedRun;
import org.bandsaw.stage.RowKernel;
import org.bandsaw.stage.RowStageRun;
import org.bandsaw.stage.run.ColumnMapping;
import org.bandsaw.stage.run.NumericBuffer;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * A column of doubles made from a numeric one by comparison with ascending numbers, which were
 * found in all training rows at once. Those numbers are replaced as a whole and never written to.
 */
public final class FittedNumericRun implements RowStageRun, FittedRun {

  /** What is found in training rows, and what becomes of a value. */
  public interface Estimator {

    /**
     * The ascending numbers that are kept.
     *
     * @param ascending all training values that are there; may be kept
     */
    double[] fit(double[] ascending);

    /** The results of some values, missing ones among them. */
    void transform(double[] values, double[] to, int rows, double[] found);

    /** What was found, in a line. */
    String describe(double[] found);
  }

  private final Estimator estimator;
  private final String column;
  private final String outputColumn;
  private final ColumnMapping mapping;
  private final NumericBuffer numbers = new NumericBuffer();
  private double[] parameters = {};
  private double[] markedParameters = {};

  public FittedNumericRun(Schema input, Estimator method, String column, String made) {
    this.estimator = method;
    this.column = column;
    this.outputColumn = made;
    input.requireNumeric(column);
    mapping =
        new ColumnMapping(
            input,
            List.of(column),
            List.of(made),
            schema -> Derive.putColumn(schema, ColumnSpec.real(made), made.equals(column)));
  }

  @Override
  public Schema output() {
    return mapping.output();
  }

  @Override
  public Chunk process(Chunk chunk) {
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
    parameters = estimator.fit(ascending);
    return apply(chunk);
  }

  @Override
  public Chunk apply(Chunk chunk) {
    mapping.resolve(chunk.schema());
    int rows = chunk.rowCount();
    double[] values = numbers.valuesOf(chunk.vector(mapping.inputIndex(0)));
    estimator.transform(values, numbers.resultArray(rows), rows, parameters);
    return mapping.outputChunk(chunk, numbers.result(rows));
  }

  @Override
  public String describeFit() {
    return parameters.length == 0 ? "no value was seen" : estimator.describe(parameters);
  }

  @Override
  public void mark() {
    mapping.mark();
    markedParameters = parameters;
  }

  @Override
  public void rollback() {
    mapping.rollback();
    numbers.release();
    parameters = markedParameters;
  }

  @Override
  public void clearContext() {}

  @Override
  public void save(StateWriter out) {
    out.writeVersion(1).writeDoubles(parameters);
  }

  @Override
  public void load(StateReader in) {
    in.readVersion(1);
    double[] read = in.readDoubles();
    for (int i = 0; i < read.length; i++) {
      if (Double.isNaN(read[i]) || (i > 0 && read[i] < read[i - 1])) {
        throw new StateCorruptException(
            "numbers that ascend were expected, not " + read[i] + " at place " + i);
      }
    }
    parameters = read;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // one array that is held twice is counted once
  public long retainedBytes() {
    long own = MemorySizes.doubles(parameters.length);
    return numbers.retainedBytes()
        + own
        + (markedParameters == parameters ? 0 : MemorySizes.doubles(markedParameters.length));
  }

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
      estimator.transform(value, result, 1, parameters);
      row.numbers()[to] = result[0];
      return true;
    };
  }
}
