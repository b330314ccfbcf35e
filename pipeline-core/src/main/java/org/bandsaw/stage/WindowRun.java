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

/** One window over all rows, kept in arrays of its own and rolled back place by place. */
final class WindowRun implements RowStageRun {

  private final Window window;
  private final String column;
  private final String made;
  private final Shape shape;
  private final Numbers numbers = new Numbers();
  private final double[] doubles;
  private final long[] longs = new long[Window.LONGS];

  private final long[] markedLongs = new long[Window.LONGS];
  private double markedSum;
  private boolean isMarked;
  private double[] overwritten = {};
  private int overwrittenCount;

  WindowRun(Schema input, Window window, String column, String made) {
    this.window = window;
    this.column = column;
    this.made = made;
    input.requireNumeric(column);
    shape = new Shape(input, List.of(column), List.of(made), s -> s.with(ColumnSpec.real(made)));
    doubles = new double[window.doubles()];
  }

  @Override
  public Schema output() {
    return shape.output();
  }

  @Override
  public Chunk process(Chunk chunk) {
    return apply(chunk);
  }

  @Override
  public Chunk apply(Chunk chunk) {
    shape.over(chunk.schema());
    int rows = chunk.rowCount();
    keepOverwritten(rows);
    double[] values = numbers.of(chunk.vector(shape.read(0)));
    window.advance(values, numbers.room(rows), rows, doubles, longs);
    return shape.chunk(chunk, numbers.made(rows));
  }

  /** Copies the places that so many rows will overwrite, unless they were copied already. */
  private void keepOverwritten(int rows) {
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
    int from = (int) ((markedLongs[Window.AT] + overwrittenCount) % size);
    int first = Math.min(count, size - from);
    System.arraycopy(doubles, Window.RING + from, overwritten, overwrittenCount, first);
    System.arraycopy(doubles, Window.RING, overwritten, overwrittenCount + first, count - first);
    overwrittenCount = needed;
  }

  @Override
  public void mark() {
    shape.mark();
    System.arraycopy(longs, 0, markedLongs, 0, longs.length);
    markedSum = doubles[Window.SUM];
    overwrittenCount = 0;
    isMarked = true;
  }

  @Override
  public void rollback() {
    if (!isMarked) {
      throw new IllegalStateException("rollback without a mark");
    }
    shape.rollback();
    numbers.release();
    System.arraycopy(markedLongs, 0, longs, 0, longs.length);
    doubles[Window.SUM] = markedSum;
    int from = (int) longs[Window.AT];
    int first = Math.min(overwrittenCount, window.rows() - from);
    System.arraycopy(overwritten, 0, doubles, Window.RING + from, first);
    System.arraycopy(overwritten, first, doubles, Window.RING, overwrittenCount - first);
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
    out.version(1).writeLongs(longs).writeDoubles(doubles);
  }

  @Override
  public void load(StateReader in) {
    in.version(1);
    long[] readLongs = in.readLongs();
    double[] readDoubles = in.readDoubles();
    if (readLongs.length != Window.LONGS || readDoubles.length != window.doubles()) {
      throw new StateCorruptException(
          String.format(
              "a window of %d rows was expected, not one of %d",
              window.rows(), readDoubles.length - Window.RING));
    }
    window.check(readDoubles, 0, readLongs, 0);
    System.arraycopy(readLongs, 0, longs, 0, longs.length);
    System.arraycopy(readDoubles, 0, doubles, 0, doubles.length);
    isMarked = false;
  }

  @Override
  public long retainedBytes() {
    return numbers.retainedBytes()
        + Retained.doubles(doubles.length)
        + Retained.doubles(overwritten.length)
        + 2 * Retained.longs(Window.LONGS);
  }

  @Override
  public RowKernel rowKernel(RowLayout layout) {
    int slot = layout.slot(column);
    ValueType type = layout.type(column);
    layout.advance(shape.outputFor(layout.schema()));
    int to = layout.slot(made);
    return row -> {
      keepOverwritten(1);
      row.numbers()[to] = window.step(row.number(slot, type), doubles, 0, longs, 0);
      return true;
    };
  }
}
