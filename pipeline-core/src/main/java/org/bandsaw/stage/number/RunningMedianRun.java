package org.bandsaw.stage.number;

import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.bandsaw.stage.RowKernel;
import org.bandsaw.stage.RowStageRun;
import org.bandsaw.stage.ShareableRun;
import org.bandsaw.stage.run.ColumnMapping;
import org.bandsaw.stage.run.ComposedRun;
import org.bandsaw.stage.run.NumericBuffer;
import org.bandsaw.stage.run.RunState;
import org.bandsaw.stats.QuantileSketch;

/** Replaces missing values by the median of the values so far. Columns become DOUBLE. */
final class RunningMedianRun implements RowStageRun, ComposedRun, ShareableRun {

  private final List<String> columns;
  private final RunState state = new RunState();
  private final RunState parameters;
  private final ColumnMapping mapping;
  private final NumericBuffer[] numbers;
  private final QuantileSketch[] sketches;

  RunningMedianRun(Schema input, List<String> columns) {
    this.columns = columns;
    mapping =
        state.add(
            new ColumnMapping(
                input, columns, columns, schema -> NumericBuffer.asDoubles(schema, columns)));
    numbers = state.addAll(NumericBuffer.newArray(columns.size()));
    parameters = state.add(new RunState());
    sketches = new QuantileSketch[numbers.length];
    for (int i = 0; i < sketches.length; i++) {
      sketches[i] = parameters.add(new QuantileSketch());
    }
  }

  private RunningMedianRun(RunningMedianRun other) {
    columns = other.columns;
    mapping = state.add(other.mapping.copy());
    numbers = state.addAll(NumericBuffer.newArray(columns.size()));
    parameters = state.addShared(other.parameters);
    sketches = other.sketches;
  }

  @Override
  public RunningMedianRun withOwnContext() {
    for (QuantileSketch sketch : sketches) {
      replacement(sketch); // cached, so that later calls only read
    }
    return new RunningMedianRun(this);
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
    Vector[] made = new Vector[numbers.length];
    for (int i = 0; i < made.length; i++) {
      double[] values = numbers[i].valuesOf(chunk.vector(mapping.inputIndex(i)));
      double[] to = numbers[i].resultArray(rows);
      if (learning) {
        learn(values, to, rows, sketches[i]);
      } else {
        fill(values, to, rows, sketches[i]);
      }
      made[i] = numbers[i].result(rows);
    }
    return mapping.outputChunk(chunk, made);
  }

  private static void learn(double[] values, double[] to, int rows, QuantileSketch sketch) {
    for (int i = 0; i < rows; i++) {
      double value = values[i];
      if (Math.abs(value) <= Double.MAX_VALUE) {
        sketch.add(value);
      } else if (Double.isNaN(value)) {
        value = replacement(sketch);
      }
      to[i] = value;
    }
  }

  private static void fill(double[] values, double[] to, int rows, QuantileSketch sketch) {
    double replacement = replacement(sketch);
    for (int i = 0; i < rows; i++) {
      double value = values[i];
      to[i] = Double.isNaN(value) ? replacement : value;
    }
  }

  private static double replacement(QuantileSketch sketch) {
    return sketch.size() == 0 ? 0 : sketch.quantile(0.5);
  }

  @Override
  public void clearContext() {}

  @Override
  public RowKernel rowKernel(RowLayout layout) {
    int[] slots = layout.slots(columns);
    ValueType[] types = columns.stream().map(layout::type).toArray(ValueType[]::new);
    layout.advance(mapping.outputFor(layout.schema()));
    return row -> {
      for (int i = 0; i < slots.length; i++) {
        double value = row.number(slots[i], types[i]);
        row.numbers()[slots[i]] = Double.isNaN(value) ? replacement(sketches[i]) : value;
      }
      return true;
    };
  }
}
