package org.bandsaw.stage.window;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.EpochTime;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.bandsaw.stage.KeyedRun;
import org.bandsaw.stage.RollingOverTime;
import org.bandsaw.stage.RowKernel;
import org.bandsaw.stage.RowStageRun;
import org.bandsaw.stage.Statistic;
import org.bandsaw.stage.run.ColumnMapping;
import org.bandsaw.stage.run.NumericBuffer;
import org.bandsaw.state.KeyedStateStore;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/** A window over time for all rows, or one for each key. */
public final class TimeWindowRun implements RowStageRun, KeyedRun {

  private static final long MICROS_PER_MILLI = 1_000;

  private final RollingOverTime stage;
  private final long spanUnits;
  private final int requiredRows;
  private final ColumnMapping mapping;
  private final NumericBuffer numbers = new NumericBuffer();
  private long[] dayTimes = {};
  private final boolean isKeyed;
  private final KeyedStateStore store; // a key's record says whether its window has been used
  private final KeyResolver keyResolver;
  private TimeWindow[] windows = {};
  private int windowCount;
  private long windowBytes;
  private long markEpoch;
  private boolean isMarked;
  private int[] touchedSlots = new int[8];
  private int touchedCount;

  public TimeWindowRun(Schema input, RollingOverTime stage) {
    this.stage = stage;
    input.requireNumeric(stage.column());
    long unit = microsPerUnit(stage.timeColumn(), input.typeOf(stage.timeColumn()));
    spanUnits = (stage.spanMicros() - 1) / unit + 1; // so much older, in whole units, is outside
    requiredRows = Math.max(stage.statistic() == Statistic.COUNT ? 0 : 1, stage.minRows());
    List<String> keys = stage.keys();
    String[] read = Arrays.copyOf(keys.toArray(String[]::new), keys.size() + 2);
    read[keys.size()] = stage.column();
    read[keys.size() + 1] = stage.timeColumn();
    ColumnSpec made = ColumnSpec.real(stage.output());
    mapping = new ColumnMapping(input, List.of(read), List.of(stage.output()), s -> s.with(made));
    isKeyed = !keys.isEmpty();
    store = new KeyedStateStore(0, 1, stage.limit().maxKeys());
    keyResolver = new KeyResolver(keys, store);
    ensureWindow(0);
  }

  private static long microsPerUnit(String column, ValueType type) {
    return switch (type) {
      case DATE -> EpochTime.MICROS_PER_DAY;
      case DATE_TIME, INSTANT -> 1;
      case LONG -> MICROS_PER_MILLI;
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
    return mapping.output();
  }

  @Override
  public int keyCount() {
    return store.size();
  }

  @Override
  public long evictedKeys() {
    return store.evictions();
  }

  @Override
  public Chunk process(Chunk chunk) {
    return apply(chunk);
  }

  @Override
  public Chunk apply(Chunk chunk) {
    mapping.resolve(chunk.schema());
    int rows = chunk.rowCount();
    int keys = stage.keys().size();
    double[] values = numbers.valuesOf(chunk.vector(mapping.inputIndex(keys)));
    long[] times = times(chunk.vector(mapping.inputIndex(keys + 1)), rows);
    double[] answers = numbers.resultArray(rows);
    StringVector texts = keyResolver.resolve(chunk, mapping);
    if (texts != null) {
      int[] codes = texts.codes();
      for (int i = 0; i < rows; i++) {
        answers[i] = update(keyResolver.slot(texts.get(i), codes[i]), times[i], values[i]);
      }
    } else {
      for (int i = 0; i < rows; i++) {
        answers[i] = update(isKeyed ? keyResolver.slot(i) : 0, times[i], values[i]);
      }
    }
    keyResolver.release();
    return mapping.outputChunk(chunk, numbers.result(rows));
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

  private double update(int slot, long time, double value) {
    TimeWindow window = windowFor(slot);
    if (time == LongVector.MISSING) {
      return Double.NaN;
    }
    window.advance(time, spanUnits);
    double earlier = stage.includesCurrentRow() ? 0 : result(window);
    if (!Double.isNaN(value)) {
      window.add(value, stage.maxRows());
    }
    if (window.wasResized) {
      windowBytes += window.retainedBytesDelta();
    }
    return stage.includesCurrentRow() ? result(window) : earlier;
  }

  private double result(TimeWindow window) {
    return window.size() < requiredRows ? Double.NaN : window.result(stage.ddof());
  }

  /** The window of a slot, marked before its first change in an attempt. */
  private TimeWindow windowFor(int slot) {
    ensureWindow(slot);
    TimeWindow window = windows[slot];
    if (isMarked && window.markEpoch != markEpoch) {
      window.markEpoch = markEpoch;
      window.mark();
      windowBytes += window.retainedBytesDelta();
      if (touchedCount == touchedSlots.length) {
        touchedSlots = Arrays.copyOf(touchedSlots, 2 * touchedCount);
      }
      touchedSlots[touchedCount++] = slot;
    }
    if (isKeyed && store.longs(slot)[store.longsOffset(slot)] == 0) {
      store.longs(slot)[store.longsOffset(slot)] = 1;
      window.clear(); // the slot was another key's
    }
    return window;
  }

  private void ensureWindow(int slot) {
    if (slot < windowCount) {
      return;
    }
    if (slot >= windows.length) {
      windows = Arrays.copyOf(windows, Math.max(slot + 1, 2 * windows.length));
    }
    while (windowCount <= slot) {
      TimeWindow window = new TimeWindow(stage.statistic());
      windowBytes += window.retainedBytesDelta();
      windows[windowCount++] = window;
    }
  }

  @Override
  public void mark() {
    mapping.mark();
    store.mark();
    markEpoch++;
    touchedCount = 0;
    isMarked = true;
  }

  @Override
  public void rollback() {
    if (!isMarked) {
      throw new IllegalStateException("rollback without a mark");
    }
    mapping.rollback();
    numbers.release();
    dayTimes = new long[0];
    store.rollback();
    for (int i = 0; i < touchedCount; i++) {
      TimeWindow window = windows[touchedSlots[i]];
      window.rollback();
      windowBytes += window.retainedBytesDelta();
    }
    dropWindowsFrom(isKeyed ? store.size() : 1);
  }

  /** Keys that came since the mark are gone, and so are their windows. */
  private void dropWindowsFrom(int slot) {
    if (windowCount <= slot) {
      return;
    }
    while (windowCount > slot) {
      windowBytes -= windows[--windowCount].retainedBytes();
    }
    windows = Arrays.copyOf(windows, slot);
    int left = 0;
    for (int i = 0; i < touchedCount; i++) {
      if (touchedSlots[i] < slot) {
        touchedSlots[left++] = touchedSlots[i];
      }
    }
    touchedCount = left;
    touchedSlots = Arrays.copyOf(touchedSlots, Math.max(8, left));
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
    ensureWindow(0);
  }

  @Override
  public void save(StateWriter out) {
    out.writeVersion(1);
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
    in.readVersion(1);
    clearContext();
    if (!isKeyed) {
      load(0, in);
      return;
    }
    store.load(in);
    for (int slot : slotsByKey()) {
      ensureWindow(slot);
      load(slot, in);
    }
  }

  private void load(int slot, StateReader in) {
    windows[slot].load(in, stage.maxRows());
    windowBytes += windows[slot].retainedBytesDelta();
  }

  @Override
  public long retainedBytes() {
    return numbers.retainedBytes()
        + MemorySizes.longs(dayTimes.length)
        + store.retainedBytes()
        + keyResolver.retainedBytes()
        + windowBytes
        + MemorySizes.references(windows.length)
        + MemorySizes.ints(touchedSlots.length);
  }

  @Override
  public RowKernel rowKernel(RowLayout layout) {
    int slot = layout.slot(stage.column());
    ValueType type = layout.type(stage.column());
    int timeSlot = layout.slot(stage.timeColumn());
    int[] keySlots = layout.slots(stage.keys());
    ValueType[] keyTypes = keyResolver.keyTypes(layout);
    layout.advance(mapping.outputFor(layout.schema()));
    int to = layout.slot(stage.output());
    return row -> {
      int key = isKeyed ? keyResolver.slot(row, keySlots, keyTypes) : 0;
      row.numbers()[to] = update(key, row.longs()[timeSlot], row.number(slot, type));
      return true;
    };
  }
}
