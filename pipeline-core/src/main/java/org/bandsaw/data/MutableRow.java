package org.bandsaw.data;

import java.util.Arrays;

/**
 * A row whose cells can be set, for row kernels. A slot contains a number (double, int, boolean as
 * 0 and 1; NaN if missing), a long (long, date-time, instant, and date as a number of days; {@link
 * LongVector#MISSING} if missing) or a text (never null; empty if missing), depending on the type
 * of its column at that point of the pipeline. An object is reused for many rows. Used by one
 * thread.
 */
public final class MutableRow {

  private double[] numbers = new double[0];
  private long[] longs = new long[0];
  private String[] texts = new String[0];
  private long sourceRow;

  /** A row with a number of slots, all missing. */
  public MutableRow(int slots) {
    ensureCapacity(slots);
  }

  /** Ensures that there is a minimum number of slots. The cells of new slots are missing. */
  public void ensureCapacity(int slots) {
    int previous = numbers.length;
    if (slots > previous) {
      numbers = Arrays.copyOf(numbers, slots);
      longs = Arrays.copyOf(longs, slots);
      texts = Arrays.copyOf(texts, slots);
      Arrays.fill(numbers, previous, slots, Double.NaN);
      Arrays.fill(longs, previous, slots, LongVector.MISSING);
      Arrays.fill(texts, previous, slots, "");
    }
  }

  /** Sets all cells to missing, and the source row. */
  public void clear(long row) {
    sourceRow = row;
    Arrays.fill(numbers, Double.NaN);
    Arrays.fill(longs, LongVector.MISSING);
    Arrays.fill(texts, "");
  }

  /** Returns the source row, from 0. */
  public long sourceRow() {
    return sourceRow;
  }

  /** Returns the array of doubles, ints and booleans, indexed by slot. */
  public double[] numbers() {
    return numbers;
  }

  /** Returns the array of longs, dates, date-times and instants, indexed by slot. */
  public long[] longs() {
    return longs;
  }

  /** Returns the array of texts, indexed by slot. Its elements are never null. */
  public String[] texts() {
    return texts;
  }

  /** Returns the number in a slot of a numeric or boolean column; NaN if it is missing. */
  public double number(int slot, ValueType type) {
    if (type != ValueType.LONG) {
      return numbers[slot];
    }
    long value = longs[slot];
    return value == LongVector.MISSING ? Double.NaN : value;
  }

  /** Returns whether the cell in a slot is missing. */
  public boolean isMissing(int slot, ValueType type) {
    return switch (type) {
      case DOUBLE, INT, BOOLEAN -> Double.isNaN(numbers[slot]);
      case LONG, DATE, DATE_TIME, INSTANT -> longs[slot] == LongVector.MISSING;
      case STRING -> texts[slot].isEmpty();
    };
  }

  /** Returns the cell as text, as {@link Vector#text} does; empty if it is missing. */
  public String text(int slot, ValueType type) {
    if (isMissing(slot, type)) {
      return "";
    }
    return switch (type) {
      case DOUBLE -> DoubleFormatter.format(numbers[slot]);
      case INT -> Integer.toString((int) numbers[slot]);
      case BOOLEAN -> numbers[slot] == 1 ? "true" : "false";
      case LONG -> Long.toString(longs[slot]);
      case DATE -> EpochTime.formatDate((int) longs[slot]);
      case DATE_TIME -> EpochTime.formatDateTime(longs[slot]);
      case INSTANT -> EpochTime.formatInstant(longs[slot]);
      case STRING -> texts[slot];
    };
  }

  /** Sets the cell in a slot to the value of a vector's row. */
  public void set(int slot, Vector from, int row) {
    if (from instanceof DoubleVector v) {
      numbers[slot] = v.get(row);
    } else if (from instanceof IntVector v) {
      if (v.type() == ValueType.DATE) {
        longs[slot] = v.isMissing(row) ? LongVector.MISSING : v.get(row);
      } else {
        numbers[slot] = v.number(row);
      }
    } else if (from instanceof LongVector v) {
      longs[slot] = v.get(row);
    } else if (from instanceof StringVector v) {
      texts[slot] = v.get(row);
    } else {
      numbers[slot] = from.number(row);
    }
  }
}
