package org.bandsaw.stage;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.Retained;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.Times;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.bandsaw.state.KeyedStateStore;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/** A window over time for all rows, or one for each key. */
final class TimeWindowRun implements RowStageRun, KeyedRun {

  private static final long MICROS_OF_MILLI = 1_000;

  private final RollingOverTime stage;
  private final long span;
  private final int least;
  private final Shape shape;
  private final Numbers numbers = new Numbers();
  private long[] dayTimes = {};
  private final boolean isKeyed;
  private final KeyedStateStore store; // a key's record says whether its window has been used
  private final KeyColumns keyColumns;
  private TimeWindow[] windows = {};
  private int windowCount;
  private long windowBytes;
  private long epoch;
  private boolean isMarked;
  private int[] touched = new int[8];
  private int touchedCount;

  TimeWindowRun(Schema input, RollingOverTime stage) {
    this.stage = stage;
    input.requireNumeric(stage.column());
    long unit = microsOf(stage.time(), input.typeOf(stage.time()));
    span = (stage.micros() - 1) / unit + 1; // so much older, in whole units, is outside
    least = Math.max(stage.statistic() == Statistic.COUNT ? 0 : 1, stage.minRows());
    List<String> keys = stage.keys();
    String[] read = Arrays.copyOf(keys.toArray(String[]::new), keys.size() + 2);
    read[keys.size()] = stage.column();
    read[keys.size() + 1] = stage.time();
    ColumnSpec made = ColumnSpec.real(stage.output());
    shape = new Shape(input, List.of(read), List.of(stage.output()), s -> s.with(made));
    isKeyed = !keys.isEmpty();
    store = new KeyedStateStore(0, 1, stage.limit().keys());
    keyColumns = new KeyColumns(keys, store);
    reach(0);
  }

  private static long microsOf(String column, ValueType type) {
    return switch (type) {
      case DATE -> Times.MICROS_OF_DAY;
      case DATE_TIME, INSTANT -> 1;
      case LONG -> MICROS_OF_MILLI;
      default ->
          throw new SchemaException(
              "",
              column,
              type.name(),
              List.of(),
              "column '"
                  + column
                  + "' is "
                  + type
                  + "; a date, a date-time, an instant or a LONG of milliseconds is needed. Declare"
                  + " it so in the source schema");
    };
  }

  @Override
  public Schema output() {
    return shape.output();
  }

  @Override
  public int keys() {
    return store.size();
  }

  @Override
  public long forgottenKeys() {
    return store.forgotten();
  }

  @Override
  public Chunk process(Chunk chunk) {
    return apply(chunk);
  }

  @Override
  public Chunk apply(Chunk chunk) {
    shape.over(chunk.schema());
    int rows = chunk.rowCount();
    int keys = stage.keys().size();
    double[] values = numbers.of(chunk.vector(shape.read(keys)));
    long[] times = times(chunk.vector(shape.read(keys + 1)), rows);
    double[] answers = numbers.room(rows);
    StringVector texts = keyColumns.over(chunk, shape);
    if (texts != null) {
      int[] codes = texts.codes();
      for (int i = 0; i < rows; i++) {
        answers[i] = step(keyColumns.slot(texts.get(i), codes[i]), times[i], values[i]);
      }
    } else {
      for (int i = 0; i < rows; i++) {
        answers[i] = step(isKeyed ? keyColumns.slot(i) : 0, times[i], values[i]);
      }
    }
    keyColumns.leave();
    return shape.chunk(chunk, numbers.made(rows));
  }

  private long[] times(Vector vector, int rows) {
    if (vector instanceof LongVector longs) {
      return longs.array();
    }
    if (dayTimes.length < rows) {
      dayTimes = new long[rows];
    }
    int[] days = ((IntVector) vector).array();
    for (int i = 0; i < rows; i++) {
      dayTimes[i] = days[i] == IntVector.MISSING ? LongVector.MISSING : days[i];
    }
    return dayTimes;
  }

  private double step(int slot, long time, double value) {
    TimeWindow window = window(slot);
    if (time == LongVector.MISSING) {
      return Double.NaN;
    }
    window.pass(time, span);
    double earlier = stage.withCurrent() ? 0 : answer(window);
    if (!Double.isNaN(value)) {
      window.add(value, stage.mostRows());
    }
    if (window.wasResized) {
      windowBytes += window.grownBytes();
    }
    return stage.withCurrent() ? answer(window) : earlier;
  }

  private double answer(TimeWindow window) {
    return window.size() < least ? Double.NaN : window.answer(stage.ddof());
  }

  /** The window of a slot, marked before its first change in an attempt. */
  private TimeWindow window(int slot) {
    reach(slot);
    TimeWindow window = windows[slot];
    if (isMarked && window.stamp != epoch) {
      window.stamp = epoch;
      window.mark();
      windowBytes += window.grownBytes();
      if (touchedCount == touched.length) {
        touched = Arrays.copyOf(touched, 2 * touchedCount);
      }
      touched[touchedCount++] = slot;
    }
    if (isKeyed && store.longs(slot)[store.longsAt(slot)] == 0) {
      store.longs(slot)[store.longsAt(slot)] = 1;
      window.clear(); // the slot was another key's
    }
    return window;
  }

  private void reach(int slot) {
    if (slot < windowCount) {
      return;
    }
    if (slot >= windows.length) {
      windows = Arrays.copyOf(windows, Math.max(slot + 1, 2 * windows.length));
    }
    while (windowCount <= slot) {
      TimeWindow window = new TimeWindow(stage.statistic());
      windowBytes += window.grownBytes();
      windows[windowCount++] = window;
    }
  }

  @Override
  public void mark() {
    shape.mark();
    store.mark();
    epoch++;
    touchedCount = 0;
    isMarked = true;
  }

  @Override
  public void rollback() {
    if (!isMarked) {
      throw new IllegalStateException("rollback without a mark");
    }
    shape.rollback();
    numbers.release();
    dayTimes = new long[0];
    store.rollback();
    for (int i = 0; i < touchedCount; i++) {
      TimeWindow window = windows[touched[i]];
      window.rollback();
      windowBytes += window.grownBytes();
    }
    dropWindowsFrom(isKeyed ? store.size() : 1);
  }

  /** Keys that came since the mark are gone, and so are their windows. */
  private void dropWindowsFrom(int slot) {
    if (windowCount <= slot) {
      return;
    }
    while (windowCount > slot) {
      windowBytes -= windows[--windowCount].heldBytes();
    }
    windows = Arrays.copyOf(windows, slot);
    int left = 0;
    for (int i = 0; i < touchedCount; i++) {
      if (touched[i] < slot) {
        touched[left++] = touched[i];
      }
    }
    touchedCount = left;
    touched = Arrays.copyOf(touched, Math.max(8, left));
  }

  /** Empties all windows and forgets their keys; a mark from before is gone with them. */
  @Override
  public void clearContext() {
    store.clear();
    windows = new TimeWindow[0];
    windowCount = 0;
    windowBytes = 0;
    isMarked = false;
    touchedCount = 0;
    reach(0);
  }

  @Override
  public void save(StateWriter out) {
    out.version(1);
    if (!isKeyed) {
      windows[0].save(out);
      return;
    }
    store.save(out);
    for (int slot : slotsByKey()) {
      windows[slot].save(out);
    }
  }

  /** Slots are given anew when a state is loaded; keys stay. */
  private Collection<Integer> slotsByKey() {
    TreeMap<String, Integer> slots = new TreeMap<>();
    for (int slot = 0; slot < store.size(); slot++) {
      slots.put(store.key(slot), slot);
    }
    return slots.values();
  }

  @Override
  public void load(StateReader in) {
    in.version(1);
    clearContext();
    if (!isKeyed) {
      load(0, in);
      return;
    }
    store.load(in);
    for (int slot : slotsByKey()) {
      reach(slot);
      load(slot, in);
    }
  }

  private void load(int slot, StateReader in) {
    windows[slot].load(in, stage.mostRows());
    windowBytes += windows[slot].grownBytes();
  }

  @Override
  public long retainedBytes() {
    return numbers.retainedBytes()
        + Retained.longs(dayTimes.length)
        + store.retainedBytes()
        + keyColumns.retainedBytes()
        + windowBytes
        + Retained.references(windows.length)
        + Retained.ints(touched.length);
  }

  @Override
  public RowKernel rowKernel(RowLayout layout) {
    int slot = layout.slot(stage.column());
    ValueType type = layout.type(stage.column());
    int timeSlot = layout.slot(stage.time());
    int[] keySlots = layout.slots(stage.keys());
    ValueType[] keyTypes = keyColumns.types(layout);
    layout.advance(shape.outputFor(layout.schema()));
    int to = layout.slot(stage.output());
    return row -> {
      int key = isKeyed ? keyColumns.slot(row, keySlots, keyTypes) : 0;
      row.numbers()[to] = step(key, row.longs()[timeSlot], row.number(slot, type));
      return true;
    };
  }
}
