package org.bandsaw.stage.window;

import java.util.Arrays;
import java.util.Locale;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.stage.run.RunPart;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * One window over rows. A rollback restores the elements that were overwritten since the mark, so
 * it costs what was added, however long the window is.
 */
final class RowWindow implements RunPart {

  private final WindowAggregate aggregate;
  private final double[] doubles;
  private final long[] longs = new long[WindowAggregate.LONG_COUNT];

  private final long[] markedLongs = new long[WindowAggregate.LONG_COUNT];
  private double markedSum;
  private boolean isMarked;
  private double[] overwritten = {};
  private int overwrittenCount;

  RowWindow(WindowAggregate aggregate) {
    this.aggregate = aggregate;
    doubles = new double[aggregate.doubleCount()];
  }

  /** Adds a value and returns the result for its row. */
  double update(double value) {
    saveOverwritten(1);
    return aggregate.update(value, doubles, 0, longs, 0);
  }

  /** Adds the first values and writes the result for each of their rows. */
  void updateAll(double[] values, double[] results, int rows) {
    saveOverwritten(rows);
    aggregate.updateAll(values, results, rows, doubles, longs);
  }

  /** Copies the elements that this many rows will overwrite, unless they were copied already. */
  private void saveOverwritten(int rows) {
    if (!isMarked) {
      return;
    }
    int size = aggregate.rows();
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
    System.arraycopy(markedLongs, 0, longs, 0, longs.length);
    doubles[WindowAggregate.SUM_INDEX] = markedSum;
    int from = (int) longs[WindowAggregate.POSITION_INDEX];
    int first = Math.min(overwrittenCount, aggregate.rows() - from);
    System.arraycopy(overwritten, 0, doubles, WindowAggregate.RING_START + from, first);
    System.arraycopy(
        overwritten, first, doubles, WindowAggregate.RING_START, overwrittenCount - first);
    overwrittenCount = 0;
  }

  /** Empties the window; an earlier mark is void. */
  void clear() {
    Arrays.fill(doubles, 0);
    Arrays.fill(longs, 0);
    isMarked = false;
  }

  @Override
  public void save(StateWriter out) {
    out.writeLongs(longs).writeDoubles(doubles);
  }

  @Override
  public void load(StateReader in) {
    long[] readLongs = in.readLongs();
    double[] readDoubles = in.readDoubles();
    if (readLongs.length != WindowAggregate.LONG_COUNT
        || readDoubles.length != aggregate.doubleCount()) {
      throw new StateCorruptException(
          String.format(
              Locale.ROOT,
              "a window of %d rows was expected, not one of %d",
              aggregate.rows(),
              readDoubles.length - WindowAggregate.RING_START));
    }
    aggregate.validate(readDoubles, 0, readLongs, 0);
    System.arraycopy(readLongs, 0, longs, 0, longs.length);
    System.arraycopy(readDoubles, 0, doubles, 0, doubles.length);
    isMarked = false;
  }

  @Override
  public long retainedBytes() {
    return MemorySizes.doubles(doubles.length)
        + MemorySizes.doubles(overwritten.length)
        + 2 * MemorySizes.longs(WindowAggregate.LONG_COUNT);
  }
}
