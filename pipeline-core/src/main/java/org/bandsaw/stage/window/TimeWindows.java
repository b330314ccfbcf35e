package org.bandsaw.stage.window;

import java.util.Arrays;
import java.util.Collection;
import java.util.TreeMap;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.stage.RollingOverTime;
import org.bandsaw.stage.Statistic;
import org.bandsaw.stage.run.RunPart;
import org.bandsaw.state.KeyedStateStore;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * One window over time, or one for each key. A rollback restores the windows that were used since
 * the mark.
 */
final class TimeWindows implements RunPart {

  private final RollingOverTime stage;
  private final long span;
  private final int requiredRows;
  private final boolean isKeyed;
  private final KeyedStateStore store; // the record of a key is 0 until its window is used
  private TimeWindow[] windows = {};
  private int windowCount;
  private long windowBytes;
  private long markEpoch;
  private boolean isMarked;
  private int[] touchedSlots = new int[8];
  private int touchedCount;

  /**
   * Creates empty windows.
   *
   * @param span in units of the time column; a value that is this much older is outside the window
   */
  TimeWindows(RollingOverTime stage, long span) {
    this.stage = stage;
    this.span = span;
    requiredRows = Math.max(stage.statistic() == Statistic.COUNT ? 0 : 1, stage.minRows());
    isKeyed = !stage.keys().isEmpty();
    store = new KeyedStateStore(0, 1, stage.limit().maxKeys());
    ensureWindow(0);
  }

  /** Returns the keys, whose slots are those of their windows. */
  KeyedStateStore store() {
    return store;
  }

  /** Adds a value to the window of a slot and returns the result for its row. */
  double update(int slot, long time, double value) {
    TimeWindow window = windowFor(slot);
    if (time == LongVector.MISSING) {
      return Double.NaN;
    }
    window.advance(time, span);
    double before = stage.includesCurrentRow() ? 0 : result(window);
    if (!Double.isNaN(value)) {
      window.add(value, stage.maxRows());
    }
    if (window.wasResized) {
      windowBytes += window.retainedBytesDelta();
    }
    return stage.includesCurrentRow() ? result(window) : before;
  }

  private double result(TimeWindow window) {
    return window.size() < requiredRows ? Double.NaN : window.result(stage.ddof());
  }

  /** Returns the window of a slot, marked before its first change in an attempt. */
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
      window.clear(); // the slot belonged to another key
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
    store.rollback();
    for (int i = 0; i < touchedCount; i++) {
      TimeWindow window = windows[touchedSlots[i]];
      window.rollback();
      windowBytes += window.retainedBytesDelta();
    }
    dropWindowsFrom(isKeyed ? store.size() : 1);
  }

  /** Removes the windows of the keys that were added since the mark. */
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

  /** Removes all windows and keys; an earlier mark is void. */
  void clear() {
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
    if (!isKeyed) {
      windows[0].save(out);
      return;
    }
    store.save(out);
    for (int slot : slotsByKey()) {
      windows[slot].save(out);
    }
  }

  /** Returns the slots in the order of their keys: loading assigns other slots to the keys. */
  private Collection<Integer> slotsByKey() {
    TreeMap<String, Integer> slots = new TreeMap<>();
    for (int slot = 0; slot < store.size(); slot++) {
      slots.put(store.key(slot), slot);
    }
    return slots.values();
  }

  @Override
  public void load(StateReader in) {
    clear();
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
    return store.retainedBytes()
        + windowBytes
        + MemorySizes.references(windows.length)
        + MemorySizes.ints(touchedSlots.length);
  }
}
