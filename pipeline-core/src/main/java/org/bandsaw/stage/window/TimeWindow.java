package org.bandsaw.stage.window;

import org.bandsaw.data.LongVector;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.stage.Statistic;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * The values of the last span of time, in a ring that grows with them, and a statistic of them that
 * never subtracts a value.
 *
 * <p>The ring is split in two. Each element before the split also holds the statistic of the values
 * from there to the split. One running statistic covers the values after the split. The result
 * combines the first of the former with the latter. When the last value before the split has left
 * the window, the split moves to the end and the elements are visited backwards, each value once,
 * so a row costs the same however long the window is. (Two stacks as a queue; see Tangwongsan,
 * Hirzel and Schneider, General incremental sliding-window aggregation, VLDB 2015.) Where the split
 * is depends on the rows alone.
 *
 * <p>Nothing that a rollback needs is overwritten: positions only increase, and the values of the
 * mark stay in the ring until it is full. They are then copied if they take at most about half of
 * it.
 */
final class TimeWindow {

  private static final int INITIAL_CAPACITY = 8;
  private static final int MIN_SHRINK_CAPACITY = 256;
  private static final long NOT_GUARDED = Long.MAX_VALUE;
  private static final long OBJECT_BYTES = 176;
  private static final long[] NO_TIMES = {};
  private static final double[] NO_VALUES = {};

  /** The attempt for which this window was last marked, counted by its owner. */
  long markEpoch;

  /** Whether the size has changed since {@link #retainedBytesDelta} was called. */
  boolean wasResized;

  private final Statistic statistic;
  private long[] times = NO_TIMES;
  private double[] values = NO_VALUES;
  private double[] frontAggregates = NO_VALUES;
  private double[] frontM2 = NO_VALUES;
  private long clock = LongVector.MISSING;
  private long head;
  private long split;
  private long tail;
  private double backAggregate;
  private double backM2;

  private long guard = NOT_GUARDED;
  private long markedClock = LongVector.MISSING;
  private long markedHead;
  private long markedSplit;
  private long markedTail;
  private double markedBackAggregate;
  private double markedBackM2;
  private long[] copiedTimes = NO_TIMES;
  private double[] copiedValues = NO_VALUES;
  private long countedBytes;

  TimeWindow(Statistic statistic) {
    this.statistic = statistic;
  }

  /** Returns the number of values in the window. */
  int size() {
    return (int) (tail - head);
  }

  private int index(long position) {
    return (int) position & (times.length - 1);
  }

  /** Advances the clock, never backwards, and removes values that are a span old or older. */
  void advance(long time, long span) {
    if (time > clock) {
      clock = time;
    }
    long first = head;
    while (first < tail && Long.compareUnsigned(clock - times[index(first)], span) >= 0) {
      first++;
    }
    evictBefore(first);
  }

  private void evictBefore(long first) {
    head = first;
    if (first > split) {
      split = tail;
      backAggregate = 0;
      backM2 = 0;
      if (times.length > MIN_SHRINK_CAPACITY && tail - firstRetained() < times.length / 8) {
        resize(capacityFor(2 * (int) (tail - firstRetained())));
      }
      rebuildFront();
    }
  }

  /** Adds a value at the current time. If the window is full, the oldest value is removed. */
  void add(double value, int maxRows) {
    if (tail - head == maxRows) {
      evictBefore(head + 1);
    }
    if (tail - firstRetained() == times.length) {
      ensureCapacity();
    }
    times[index(tail)] = clock;
    if (statistic != Statistic.COUNT) {
      values[index(tail)] = value;
    }
    tail++;
    aggregate(value);
  }

  private void aggregate(double value) {
    long count = tail - split;
    switch (statistic) {
      case MEAN -> backAggregate += value;
      case STD -> {
        double difference = value - backAggregate;
        backAggregate += difference / count;
        backM2 += difference * (value - backAggregate);
      }
      case MIN -> backAggregate = count == 1 ? value : Math.min(backAggregate, value);
      case MAX -> backAggregate = count == 1 ? value : Math.max(backAggregate, value);
      case COUNT -> {}
    }
  }

  /** Sets the aggregate of each element from there to the split, backwards. */
  private void rebuildFront() {
    if (statistic == Statistic.COUNT || head == split) {
      return;
    }
    double aggregate = values[index(split - 1)];
    double m2 = Double.isInfinite(aggregate) ? Double.NaN : 0;
    frontAggregates[index(split - 1)] = aggregate;
    if (statistic == Statistic.STD) {
      frontM2[index(split - 1)] = m2;
    }
    for (long position = split - 2; position >= head; position--) {
      int at = index(position);
      double value = values[at];
      switch (statistic) {
        case MEAN -> aggregate += value;
        case STD -> {
          double difference = value - aggregate;
          aggregate += difference / (split - position);
          m2 += difference * (value - aggregate);
          frontM2[at] = m2;
        }
        case MIN -> aggregate = Math.min(aggregate, value);
        case MAX -> aggregate = Math.max(aggregate, value);
        case COUNT -> {}
      }
      frontAggregates[at] = aggregate;
    }
  }

  /** Returns the statistic of the values, of which there must be at least one; NaN if undefined. */
  double result(int ddof) {
    boolean onlyBack = head == split;
    boolean onlyFront = tail == split;
    double front = onlyBack || statistic == Statistic.COUNT ? 0 : frontAggregates[index(head)];
    return switch (statistic) {
      case COUNT -> tail - head;
      case MEAN ->
          (onlyBack ? backAggregate : onlyFront ? front : front + backAggregate) / (tail - head);
      case MIN -> onlyBack ? backAggregate : onlyFront ? front : Math.min(front, backAggregate);
      case MAX -> onlyBack ? backAggregate : onlyFront ? front : Math.max(front, backAggregate);
      case STD -> deviation(front, ddof);
    };
  }

  /** Combines the two parts by the formula of Chan, Golub and LeVeque. */
  private double deviation(double frontMean, int ddof) {
    double count = tail - head;
    double frontCount = split - head;
    double backCount = tail - split;
    double m2 = backCount == 0 ? 0 : backM2;
    if (frontCount > 0) {
      m2 += frontM2[index(head)];
    }
    if (frontCount > 0 && backCount > 0) {
      double difference = backAggregate - frontMean;
      m2 += difference * difference * (frontCount * backCount / count);
    }
    return count - ddof < 1 ? Double.NaN : Math.sqrt(m2 / (count - ddof));
  }

  /** Returns the first position whose value must be retained. */
  private long firstRetained() {
    return Math.min(guard, head);
  }

  /**
   * Makes room for one value: by copying the values of the mark if they take at most about half of
   * the ring, otherwise by doubling the ring.
   */
  private void ensureCapacity() {
    int marked = (int) (markedTail - markedHead);
    if (guard < head && times.length >= 2 * marked + INITIAL_CAPACITY) {
      copiedTimes = new long[marked];
      copiedValues = new double[statistic == Statistic.COUNT ? 0 : marked];
      for (int i = 0; i < marked; i++) {
        copiedTimes[i] = times[index(markedHead + i)];
        if (copiedValues.length > 0) {
          copiedValues[i] = values[index(markedHead + i)];
        }
      }
      guard = NOT_GUARDED;
      wasResized = true;
    }
    if (tail - firstRetained() == times.length) {
      resize(Math.max(INITIAL_CAPACITY, Math.multiplyExact(2, times.length)));
    }
  }

  private static int capacityFor(int count) {
    return count <= INITIAL_CAPACITY ? INITIAL_CAPACITY : Integer.highestOneBit(count - 1) << 1;
  }

  private void resize(int capacity) {
    wasResized = true;
    long[] oldTimes = times;
    times = new long[capacity];
    for (long position = firstRetained(); position < tail; position++) {
      times[index(position)] = oldTimes[(int) position & (oldTimes.length - 1)];
    }
    if (statistic != Statistic.COUNT) {
      values = reallocate(values);
      frontAggregates = reallocate(frontAggregates);
    }
    if (statistic == Statistic.STD) {
      frontM2 = reallocate(frontM2);
    }
  }

  private double[] reallocate(double[] old) {
    double[] wider = new double[times.length];
    for (long position = firstRetained(); position < tail; position++) {
      wider[index(position)] = old[(int) position & (old.length - 1)];
    }
    return wider;
  }

  /** Empties the window, so that another key can use it. */
  void clear() {
    head = tail;
    split = tail;
    clock = LongVector.MISSING;
    backAggregate = 0;
    backM2 = 0;
  }

  void mark() {
    markedClock = clock;
    markedHead = head;
    markedSplit = split;
    markedTail = tail;
    markedBackAggregate = backAggregate;
    markedBackM2 = backM2;
    copiedTimes = NO_TIMES;
    copiedValues = NO_VALUES;
    guard = head;
  }

  /** Returns to the mark, which stays valid, and shrinks the ring to the size needed. */
  void rollback() {
    clock = markedClock;
    head = markedHead;
    split = markedSplit;
    tail = markedTail;
    backAggregate = markedBackAggregate;
    backM2 = markedBackM2;
    if (guard == NOT_GUARDED) {
      if (times.length < size()) {
        allocate(capacityFor(size()));
      }
      fill(copiedTimes, copiedValues);
      copiedTimes = NO_TIMES;
      copiedValues = NO_VALUES;
      guard = head;
    }
    int needed = capacityFor(size());
    if (needed < times.length) {
      resize(needed);
    }
  }

  /** Fills the ring from head to tail. */
  private void fill(long[] givenTimes, double[] givenValues) {
    for (int i = 0; i < givenTimes.length; i++) {
      times[index(head + i)] = givenTimes[i];
      if (givenValues.length > 0) {
        values[index(head + i)] = givenValues[i];
      }
    }
    rebuildFront();
  }

  /** Writes the values; the aggregates follow from them. */
  void save(StateWriter out) {
    out.writeLong(clock).writeInt((int) (split - head)).writeInt(size());
    for (long position = head; position < tail; position++) {
      out.writeLong(times[index(position)]);
    }
    out.writeInt(statistic == Statistic.COUNT ? 0 : size());
    for (long position = head; position < tail && statistic != Statistic.COUNT; position++) {
      out.writeDouble(values[index(position)]);
    }
  }

  /** Reads the values of a window that is new. */
  void load(StateReader in, int maxRows) {
    clock = in.readLong();
    int frontSize = in.readInt();
    long[] readTimes = in.readLongs();
    double[] readValues = in.readDoubles();
    int count = readTimes.length;
    require(readValues.length == (statistic == Statistic.COUNT ? 0 : count), "too few values");
    require(count <= maxRows, count + " values, more than the maximum of " + maxRows);
    require(frontSize >= 0 && frontSize <= count, "a split outside of it");
    for (int i = 0; i < count; i++) {
      require(i == 0 || readTimes[i - 1] <= readTimes[i], "times that decrease");
      require(
          readTimes[i] != LongVector.MISSING && readTimes[i] <= clock, "a time after its clock");
      require(readValues.length == 0 || !Double.isNaN(readValues[i]), "a missing value");
    }
    split = frontSize;
    tail = count;
    if (count > 0) {
      allocate(capacityFor(count));
      fill(readTimes, readValues);
      tail = split;
      while (tail < count) {
        tail++;
        aggregate(readValues.length == 0 ? 0 : readValues[(int) tail - 1]);
      }
    }
  }

  private void allocate(int capacity) {
    boolean isCount = statistic == Statistic.COUNT;
    times = new long[capacity];
    values = isCount ? NO_VALUES : new double[capacity];
    frontAggregates = isCount ? NO_VALUES : new double[capacity];
    frontM2 = statistic == Statistic.STD ? new double[capacity] : NO_VALUES;
  }

  private static void require(boolean condition, String found) {
    if (!condition) {
      throw new StateCorruptException("a window over time was saved with " + found);
    }
  }

  /** Returns the bytes by which the window has grown since the last call; negative if it shrank. */
  long retainedBytesDelta() {
    long bytes =
        OBJECT_BYTES
            + MemorySizes.longs(times.length)
            + MemorySizes.doubles(values.length)
            + MemorySizes.doubles(frontAggregates.length)
            + MemorySizes.doubles(frontM2.length)
            + MemorySizes.longs(copiedTimes.length)
            + MemorySizes.doubles(copiedValues.length);
    long delta = bytes - countedBytes;
    countedBytes = bytes;
    wasResized = false;
    return delta;
  }

  /** Returns the bytes that {@link #retainedBytesDelta} has reported so far. */
  long retainedBytes() {
    return countedBytes;
  }
}
