package org.bandsaw.stage.window;

import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.ValueType;
import org.bandsaw.stage.RowKernel;
import org.bandsaw.stage.RowStageRun;
import org.bandsaw.stage.ShareableRun;
import org.bandsaw.stage.run.ColumnMapping;
import org.bandsaw.stage.run.ComposedRun;
import org.bandsaw.stage.run.NumericBuffer;
import org.bandsaw.stage.run.RunState;

/** One window over all rows. */
final class WindowRun implements RowStageRun, ComposedRun, ShareableRun {

  private final WindowAggregate aggregate;
  private final String column;
  private final String outputColumn;
  private final RunState state = new RunState();
  private final ColumnMapping mapping;
  private final NumericBuffer numbers;
  private final RowWindow window;

  static WindowRun open(
      Schema input, WindowAggregate aggregate, String column, String outputColumn) {
    input.requireNumeric(column);
    ColumnMapping mapping =
        new ColumnMapping(
            input,
            List.of(column),
            List.of(outputColumn),
            schema -> schema.with(ColumnSpec.real(outputColumn)));
    return new WindowRun(aggregate, column, outputColumn, mapping);
  }

  private WindowRun(
      WindowAggregate aggregate, String column, String outputColumn, ColumnMapping mapping) {
    this.aggregate = aggregate;
    this.column = column;
    this.outputColumn = outputColumn;
    this.mapping = state.add(mapping);
    numbers = state.add(new NumericBuffer());
    window = state.add(new RowWindow(aggregate));
  }

  @Override
  public WindowRun withOwnContext() {
    return new WindowRun(aggregate, column, outputColumn, mapping.copy());
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
    return apply(chunk);
  }

  @Override
  public Chunk apply(Chunk chunk) {
    mapping.resolve(chunk.schema());
    int rows = chunk.rowCount();
    double[] values = numbers.valuesOf(chunk.vector(mapping.inputIndex(0)));
    window.updateAll(values, numbers.resultArray(rows), rows);
    return mapping.outputChunk(chunk, numbers.result(rows));
  }

  @Override
  public void clearContext() {
    window.clear();
  }

  @Override
  public RowKernel rowKernel(RowLayout layout) {
    int slot = layout.slot(column);
    ValueType type = layout.type(column);
    layout.advance(mapping.outputFor(layout.schema()));
    int to = layout.slot(outputColumn);
    return row -> {
      row.numbers()[to] = window.update(row.number(slot, type));
      return true;
    };
  }
}
