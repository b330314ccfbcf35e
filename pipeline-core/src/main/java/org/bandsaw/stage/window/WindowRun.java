package org.bandsaw.stage.window;

import java.util.Arrays;
import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.ValueType;
import org.bandsaw.stage.RowKernel;
import org.bandsaw.stage.RowStageRun;
import org.bandsaw.stage.run.ColumnMapping;
import org.bandsaw.stage.run.NumericBuffer;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/** One window over all rows, kept in arrays of its own and rolled back place by place. */
public final class WindowRun implements RowStageRun {

  private final WindowAggregate window;
  private final String column;
  private final String outputColumn;
  private final ColumnMapping mapping;
  private final NumericBuffer numbers = new NumericBuffer();
  private final double[] doubles;
  private final long[] longs = new long[WindowAggregate.LONG_COUNT];

  private final long[] markedLongs = new long[WindowAggregate.LONG_COUNT];
  private double markedSum;
  private boolean isMarked;
  private double[] overwritten = {};
  private int overwrittenCount;

  public WindowRun(Schema input, WindowAggregate window, String column, String made) {
    this.window = window;
    this.column = column;
    this.outputColumn = made;
    input.requireNumeric(column);
    mapping =
        new ColumnMapping(
            input, List.of(column), List.of(made), s -> s.with(ColumnSpec.real(made)));
    doubles = new double[window.doubleCount()];
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
    saveOverwritten(rows);
    double[] values = numbers.valuesOf(chunk.vector(mapping.inputIndex(0)));
    window.updateAll(values, numbers.resultArray(rows), rows, doubles, longs);
    return mapping.outputChunk(chunk, numbers.result(rows));
  }

  /** Copies the places that so many rows will overwrite, unless they were copied already. */
  private void saveOverwritten(int rows) {
    if (!isMarked) {
      return;
    }
    int size = window.rows();
    int count = Math.min(rows, size - overwrittenCount);
    int needed = overwrittenCount + count;
    if (overwritten.length < needed) {
      overwritten =
          Arrays.copyOf(overwritten, Math.min(size, Math.max(needed, 2 * overwritten.length)));
    }
    int from = (int) ((markedLongs[WindowAggregate.POSITION_INDEX] + overwrittenCount) % size);
    int first = Math.min(count, size - from);
    System.arraycopy(
        doubles, WindowAggregate.RING_START + from, overwritten, overwrittenCount, first);
    System.arraycopy(
        doubles, WindowAggregate.RING_START, overwritten, overwrittenCount + first, count - first);
    overwrittenCount = needed;
  }

  @Override
  public void mark() {
    mapping.mark();
    System.arraycopy(longs, 0, markedLongs, 0, longs.length);
    markedSum = doubles[WindowAggregate.SUM_INDEX];
    overwrittenCount = 0;
    isMarked = true;
  }

  @Override
  public void rollback() {
    if (!isMarked) {
      throw new IllegalStateException("rollback without a mark");
    }
    mapping.rollback();
    numbers.release();
    System.arraycopy(markedLongs, 0, longs, 0, longs.length);
    doubles[WindowAggregate.SUM_INDEX] = markedSum;
    int from = (int) longs[WindowAggregate.POSITION_INDEX];
    int first = Math.min(overwrittenCount, window.rows() - from);
    System.arraycopy(overwritten, 0, doubles, WindowAggregate.RING_START + from, first);
    System.arraycopy(
        overwritten, first, doubles, WindowAggregate.RING_START, overwrittenCount - first);
    overwrittenCount = 0;
  }

  /** Empties the window; a mark from before is gone with it. */
  @Override
  public void clearContext() {
    Arrays.fill(doubles, 0);
    Arrays.fill(longs, 0);
    isMarked = false;
  }

  @Override
  public void save(StateWriter out) {
    out.writeVersion(1).writeLongs(longs).writeDoubles(doubles);
  }

  @Override
  public void load(StateReader in) {
    in.readVersion(1);
    long[] readLongs = in.readLongs();
    double[] readDoubles = in.readDoubles();
    if (readLongs.length != WindowAggregate.LONG_COUNT
        || readDoubles.length != window.doubleCount()) {
      throw new StateCorruptException(
          String.format(
              "a window of %d rows was expected, not one of %d",
              window.rows(), readDoubles.length - WindowAggregate.RING_START));
    }
    window.validate(readDoubles, 0, readLongs, 0);
    System.arraycopy(readLongs, 0, longs, 0, longs.length);
    System.arraycopy(readDoubles, 0, doubles, 0, doubles.length);
    isMarked = false;
  }

  @Override
  public long retainedBytes() {
    return numbers.retainedBytes()
        + MemorySizes.doubles(doubles.length)
        + MemorySizes.doubles(overwritten.length)
        + 2 * MemorySizes.longs(WindowAggregate.LONG_COUNT);
  }

  @Override
  public RowKernel rowKernel(RowLayout layout) {
    int slot = layout.slot(column);
    ValueType type = layout.type(column);
    layout.advance(mapping.outputFor(layout.schema()));
    int to = layout.slot(outputColumn);
    return row -> {
      saveOverwritten(1);
      row.numbers()[to] = window.update(row.number(slot, type), doubles, 0, longs, 0);
      return true;
    };
  }
}
