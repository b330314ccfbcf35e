package org.bandsaw.stage;

import org.bandsaw.data.LongVector;
import org.bandsaw.data.Retained;
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

  private static final int FIRST_PLACES = 8;
  private static final int SMALL = 256;
  private static final long NOT_GUARDED = Long.MAX_VALUE;
  private static final long OBJECT_BYTES = 176;
  private static final long[] NO_TIMES = {};
  private static final double[] NO_VALUES = {};

  /** When the run that this belongs to last marked it. */
  long stamp;

  /** Whether {@link #grownBytes} has something to tell. */
  boolean wasResized;

  private final Statistic statistic;
  private long[] times = NO_TIMES;
  private double[] values = NO_VALUES;
  private double[] front = NO_VALUES;
  private double[] frontSquares = NO_VALUES;
  private long clock = LongVector.MISSING;
  private long head;
  private long turn;
  private long tail;
  private double back;
  private double backSquares;

  private long guard = NOT_GUARDED;
  private long markedClock = LongVector.MISSING;
  private long markedHead;
  private long markedTurn;
  private long markedTail;
  private double markedBack;
  private double markedBackSquares;
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

  private int place(long position) {
    return (int) position & (times.length - 1);
  }

  /** Lets time pass, never backwards; what is a span old or older leaves. */
  void pass(long time, long span) {
    if (time > clock) {
      clock = time;
    }
    long first = head;
    while (first < tail && Long.compareUnsigned(clock - times[place(first)], span) >= 0) {
      first++;
    }
    leave(first);
  }

  private void leave(long first) {
    head = first;
    if (first > turn) {
      turn = tail;
      back = 0;
      backSquares = 0;
      if (times.length > SMALL && tail - kept() < times.length / 8) {
        resize(roomFor(2 * (int) (tail - kept())));
      }
      lookBack();
    }
  }

  /** Takes in a value at the time that it is; beyond the most rows the oldest leaves. */
  void add(double value, int most) {
    if (tail - head == most) {
      leave(head + 1);
    }
    if (tail - kept() == times.length) {
      makeRoom();
    }
    times[place(tail)] = clock;
    if (statistic != Statistic.COUNT) {
      values[place(tail)] = value;
    }
    tail++;
    join(value);
  }

  private void join(double value) {
    long count = tail - turn;
    switch (statistic) {
      case MEAN -> back += value;
      case STD -> {
        double off = value - back;
        back += off / count;
        backSquares += off * (value - back);
      }
      case MIN -> back = count == 1 ? value : Math.min(back, value);
      case MAX -> back = count == 1 ? value : Math.max(back, value);
      case COUNT -> {}
    }
  }

  /** Goes backwards from the turn to the head, noting at each place what the rest amounts to. */
  private void lookBack() {
    if (statistic == Statistic.COUNT || head == turn) {
      return;
    }
    double all = values[place(turn - 1)];
    double squares = Double.isInfinite(all) ? Double.NaN : 0;
    front[place(turn - 1)] = all;
    if (statistic == Statistic.STD) {
      frontSquares[place(turn - 1)] = squares;
    }
    for (long position = turn - 2; position >= head; position--) {
      int at = place(position);
      double value = values[at];
      switch (statistic) {
        case MEAN -> all += value;
        case STD -> {
          double off = value - all;
          all += off / (turn - position);
          squares += off * (value - all);
          frontSquares[at] = squares;
        }
        case MIN -> all = Math.min(all, value);
        case MAX -> all = Math.max(all, value);
        case COUNT -> {}
      }
      front[at] = all;
    }
  }

  /** The statistic of the values, of which there must be at least one; NaN where undefined. */
  double answer(int ddof) {
    boolean onlyBack = head == turn;
    boolean onlyFront = tail == turn;
    double first = onlyBack || statistic == Statistic.COUNT ? 0 : front[place(head)];
    return switch (statistic) {
      case COUNT -> tail - head;
      case MEAN -> (onlyBack ? back : onlyFront ? first : first + back) / (tail - head);
      case MIN -> onlyBack ? back : onlyFront ? first : Math.min(first, back);
      case MAX -> onlyBack ? back : onlyFront ? first : Math.max(first, back);
      case STD -> deviation(first, ddof);
    };
  }

  /** By Chan, Golub and LeVeque. */
  private double deviation(double first, int ddof) {
    double count = tail - head;
    double inFront = turn - head;
    double behind = tail - turn;
    double squares = behind == 0 ? 0 : backSquares;
    if (inFront > 0) {
      squares += frontSquares[place(head)];
    }
    if (inFront > 0 && behind > 0) {
      double off = back - first;
      squares += off * off * (inFront * behind / count);
    }
    return count - ddof < 1 ? Double.NaN : Math.sqrt(squares / (count - ddof));
  }

  /** The first position whose value must stay. */
  private long kept() {
    return Math.min(guard, head);
  }

  /**
   * Room for one more: by copying what was there at the mark, if that is less than has come since,
   * and else by doubling.
   */
  private void makeRoom() {
    int marked = (int) (markedTail - markedHead);
    if (guard < head && times.length >= 2 * marked + FIRST_PLACES) {
      copiedTimes = new long[marked];
      copiedValues = new double[statistic == Statistic.COUNT ? 0 : marked];
      for (int i = 0; i < marked; i++) {
        copiedTimes[i] = times[place(markedHead + i)];
        if (copiedValues.length > 0) {
          copiedValues[i] = values[place(markedHead + i)];
        }
      }
      guard = NOT_GUARDED;
      wasResized = true;
    }
    if (tail - kept() == times.length) {
      resize(Math.max(FIRST_PLACES, Math.multiplyExact(2, times.length)));
    }
  }

  private static int roomFor(int count) {
    return count <= FIRST_PLACES ? FIRST_PLACES : Integer.highestOneBit(count - 1) << 1;
  }

  private void resize(int places) {
    wasResized = true;
    long[] oldTimes = times;
    times = new long[places];
    for (long position = kept(); position < tail; position++) {
      times[place(position)] = oldTimes[(int) position & (oldTimes.length - 1)];
    }
    if (statistic != Statistic.COUNT) {
      values = moved(values);
      front = moved(front);
    }
    if (statistic == Statistic.STD) {
      frontSquares = moved(frontSquares);
    }
  }

  private double[] moved(double[] old) {
    double[] wider = new double[times.length];
    for (long position = kept(); position < tail; position++) {
      wider[place(position)] = old[(int) position & (old.length - 1)];
    }
    return wider;
  }

  /** Empties the window for another key. */
  void clear() {
    head = tail;
    turn = tail;
    clock = LongVector.MISSING;
    back = 0;
    backSquares = 0;
  }

  void mark() {
    markedClock = clock;
    markedHead = head;
    markedTurn = turn;
    markedTail = tail;
    markedBack = back;
    markedBackSquares = backSquares;
    copiedTimes = NO_TIMES;
    copiedValues = NO_VALUES;
    guard = head;
  }

  /** Back to the mark, which stays; and room that is no longer needed is let go. */
  void rollback() {
    clock = markedClock;
    head = markedHead;
    turn = markedTurn;
    tail = markedTail;
    back = markedBack;
    backSquares = markedBackSquares;
    if (guard == NOT_GUARDED) {
      if (times.length < size()) {
        make(roomFor(size()));
      }
      put(copiedTimes, copiedValues);
      copiedTimes = NO_TIMES;
      copiedValues = NO_VALUES;
      guard = head;
    }
    int needed = roomFor(size());
    if (needed < times.length) {
      resize(needed);
    }
  }

  /** Fills the ring from head to tail. */
  private void put(long[] givenTimes, double[] givenValues) {
    for (int i = 0; i < givenTimes.length; i++) {
      times[place(head + i)] = givenTimes[i];
      if (givenValues.length > 0) {
        values[place(head + i)] = givenValues[i];
      }
    }
    lookBack();
  }

  /** What stands at the places before and after the turn follows from the values. */
  void save(StateWriter out) {
    out.writeLong(clock).writeInt((int) (turn - head)).writeInt(size());
    for (long position = head; position < tail; position++) {
      out.writeLong(times[place(position)]);
    }
    out.writeInt(statistic == Statistic.COUNT ? 0 : size());
    for (long position = head; position < tail && statistic != Statistic.COUNT; position++) {
      out.writeDouble(values[place(position)]);
    }
  }

  /** Fills a window that was never used. */
  void load(StateReader in, int most) {
    clock = in.readLong();
    int beforeTurn = in.readInt();
    long[] readTimes = in.readLongs();
    double[] readValues = in.readDoubles();
    int count = readTimes.length;
    isTrue(readValues.length == (statistic == Statistic.COUNT ? 0 : count), "too few values");
    isTrue(count <= most, count + " values, more than the " + most + " that may be");
    isTrue(beforeTurn >= 0 && beforeTurn <= count, "a place outside of it");
    for (int i = 0; i < count; i++) {
      isTrue(i == 0 || readTimes[i - 1] <= readTimes[i], "times that go back");
      isTrue(readTimes[i] != LongVector.MISSING && readTimes[i] <= clock, "a time to come");
      isTrue(readValues.length == 0 || !Double.isNaN(readValues[i]), "a missing value");
    }
    turn = beforeTurn;
    tail = count;
    if (count > 0) {
      make(roomFor(count));
      put(readTimes, readValues);
      tail = turn;
      while (tail < count) {
        tail++;
        join(readValues.length == 0 ? 0 : readValues[(int) tail - 1]);
      }
    }
  }

  private void make(int places) {
    boolean counts = statistic == Statistic.COUNT;
    times = new long[places];
    values = counts ? NO_VALUES : new double[places];
    front = counts ? NO_VALUES : new double[places];
    frontSquares = statistic == Statistic.STD ? new double[places] : NO_VALUES;
  }

  private static void isTrue(boolean condition, String found) {
    if (!condition) {
      throw new StateCorruptException("a window over time was saved with " + found);
    }
  }

  /** By how many bytes the window has grown since this was last asked; below 0 if it shrank. */
  long grownBytes() {
    long bytes =
        OBJECT_BYTES
            + Retained.longs(times.length)
            + Retained.doubles(values.length)
            + Retained.doubles(front.length)
            + Retained.doubles(frontSquares.length)
            + Retained.longs(copiedTimes.length)
            + Retained.doubles(copiedValues.length);
    long more = bytes - countedBytes;
    countedBytes = bytes;
    wasResized = false;
    return more;
  }

  /** The bytes that {@link #grownBytes} has told of so far. */
  long heldBytes() {
    return countedBytes;
  }
}
