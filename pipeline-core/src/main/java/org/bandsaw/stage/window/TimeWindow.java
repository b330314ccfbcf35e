package org.bandsaw.stage.window;

import org.bandsaw.data.LongVector;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.stage.Statistic;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * The values of the last span of time, in a ring that grows with them, and a statistic of them that
 * is never subtracted from.
 *
 * <p>The ring is divided at a turn. Before it, each place also holds the statistic of all from
 * there up to the turn; of those after it there is one running statistic. The answer puts the first
 * of the one and the other together. When the last value before the turn has left, the turn moves
 * to the end, and the places are gone through backwards: once for each value, so that a row costs
 * the same however long the window is. (Two stacks as a queue; see Tangwongsan, Hirzel and
 * Schneider, General incremental sliding-window aggregation, VLDB 2015.) Where the turns lie
 * depends on the rows alone.
 *
 * <p>Nothing that a way back needs is overwritten: places count up for ever, and those since the
 * mark are used again only when they outnumber what was there at the mark, which is then copied.
 */
final class TimeWindow {

  private static final int INITIAL_CAPACITY = 8;
  private static final int MIN_SHRINK_CAPACITY = 256;
  private static final long NOT_GUARDED = Long.MAX_VALUE;
  private static final long OBJECT_BYTES = 176;
  private static final long[] NO_TIMES = {};
  private static final double[] NO_VALUES = {};

  /** When the run that this belongs to last marked it. */
  long markEpoch;

  /** Whether {@link #retainedBytesDelta} has something to tell. */
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

  /** How many values are in the window. */
  int size() {
    return (int) (tail - head);
  }

  private int index(long position) {
    return (int) position & (times.length - 1);
  }

  /** Lets time pass, never backwards; what is a span old or older leaves. */
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

  /** Takes in a value at the time that it is; beyond the most rows the oldest leaves. */
  void add(double value, int most) {
    if (tail - head == most) {
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
        double off = value - backAggregate;
        backAggregate += off / count;
        backM2 += off * (value - backAggregate);
      }
      case MIN -> backAggregate = count == 1 ? value : Math.min(backAggregate, value);
      case MAX -> backAggregate = count == 1 ? value : Math.max(backAggregate, value);
      case COUNT -> {}
    }
  }

  /** Goes backwards from the turn to the head, noting at each place what the rest amounts to. */
  private void rebuildFront() {
    if (statistic == Statistic.COUNT || head == split) {
      return;
    }
    double all = values[index(split - 1)];
    double squares = Double.isInfinite(all) ? Double.NaN : 0;
    frontAggregates[index(split - 1)] = all;
    if (statistic == Statistic.STD) {
      frontM2[index(split - 1)] = squares;
    }
    for (long position = split - 2; position >= head; position--) {
      int at = index(position);
      double value = values[at];
      switch (statistic) {
        case MEAN -> all += value;
        case STD -> {
          double off = value - all;
          all += off / (split - position);
          squares += off * (value - all);
          frontM2[at] = squares;
        }
        case MIN -> all = Math.min(all, value);
        case MAX -> all = Math.max(all, value);
        case COUNT -> {}
      }
      frontAggregates[at] = all;
    }
  }

  /** The statistic of the values, of which there must be at least one; NaN where undefined. */
  double result(int ddof) {
    boolean onlyBack = head == split;
    boolean onlyFront = tail == split;
    double first = onlyBack || statistic == Statistic.COUNT ? 0 : frontAggregates[index(head)];
    return switch (statistic) {
      case COUNT -> tail - head;
      case MEAN ->
          (onlyBack ? backAggregate : onlyFront ? first : first + backAggregate) / (tail - head);
      case MIN -> onlyBack ? backAggregate : onlyFront ? first : Math.min(first, backAggregate);
      case MAX -> onlyBack ? backAggregate : onlyFront ? first : Math.max(first, backAggregate);
      case STD -> deviation(first, ddof);
    };
  }

  /** By Chan, Golub and LeVeque. */
  private double deviation(double first, int ddof) {
    double count = tail - head;
    double inFront = split - head;
    double behind = tail - split;
    double squares = behind == 0 ? 0 : backM2;
    if (inFront > 0) {
      squares += frontM2[index(head)];
    }
    if (inFront > 0 && behind > 0) {
      double off = backAggregate - first;
      squares += off * off * (inFront * behind / count);
    }
    return count - ddof < 1 ? Double.NaN : Math.sqrt(squares / (count - ddof));
  }

  /** The first position whose value must stay. */
  private long firstRetained() {
    return Math.min(guard, head);
  }

  /**
   * Room for one more: by copying what was there at the mark, if that is less than has come since,
   * and else by doubling.
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

  private void resize(int places) {
    wasResized = true;
    long[] oldTimes = times;
    times = new long[places];
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

  /** Empties the window for another key. */
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

  /** Back to the mark, which stays; and room that is no longer needed is let go. */
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

  /** What stands at the places before and after the turn follows from the values. */
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

  /** Fills a window that was never used. */
  void load(StateReader in, int most) {
    clock = in.readLong();
    int beforeTurn = in.readInt();
    long[] readTimes = in.readLongs();
    double[] readValues = in.readDoubles();
    int count = readTimes.length;
    require(readValues.length == (statistic == Statistic.COUNT ? 0 : count), "too few values");
    require(count <= most, count + " values, more than the " + most + " that may be");
    require(beforeTurn >= 0 && beforeTurn <= count, "a place outside of it");
    for (int i = 0; i < count; i++) {
      require(i == 0 || readTimes[i - 1] <= readTimes[i], "times that go back");
      require(readTimes[i] != LongVector.MISSING && readTimes[i] <= clock, "a time to come");
      require(readValues.length == 0 || !Double.isNaN(readValues[i]), "a missing value");
    }
    split = beforeTurn;
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

  private void allocate(int places) {
    boolean counts = statistic == Statistic.COUNT;
    times = new long[places];
    values = counts ? NO_VALUES : new double[places];
    frontAggregates = counts ? NO_VALUES : new double[places];
    frontM2 = statistic == Statistic.STD ? new double[places] : NO_VALUES;
  }

  private static void require(boolean condition, String found) {
    if (!condition) {
      throw new StateCorruptException("a window over time was saved with " + found);
    }
  }

  /** By how many bytes the window has grown since this was last asked; below 0 if it shrank. */
  long retainedBytesDelta() {
    long bytes =
        OBJECT_BYTES
            + MemorySizes.longs(times.length)
            + MemorySizes.doubles(values.length)
            + MemorySizes.doubles(frontAggregates.length)
            + MemorySizes.doubles(frontM2.length)
            + MemorySizes.longs(copiedTimes.length)
            + MemorySizes.doubles(copiedValues.length);
    long more = bytes - countedBytes;
    countedBytes = bytes;
    wasResized = false;
    return more;
  }

  /** The bytes that {@link #retainedBytesDelta} has told of so far. */
  long retainedBytes() {
    return countedBytes;
  }
}
