package org.bandsaw.data;

import java.util.Arrays;

/**
 * One row whose cells can be set: what a row kernel works on. A slot holds a number (double, int,
 * boolean as 0 and 1; NaN when missing), a long (long, date-time, instant, and date as a day count;
 * {@link LongVector#MISSING} when missing) or a text (never null; empty when missing), by the type
 * its column has at that point of the pipeline. One object serves row after row.
 */
public final class MutableRow {

  private double[] numbers = new double[0];
  private long[] longs = new long[0];
  private String[] texts = new String[0];
  private long sourceRow;

  /** A row with so many slots, all missing. */
  public MutableRow(int slots) {
    ensureCapacity(slots);
  }

  /** Makes room for so many slots. */
  public void ensureCapacity(int slots) {
    int had = numbers.length;
    if (slots > had) {
      numbers = Arrays.copyOf(numbers, slots);
      longs = Arrays.copyOf(longs, slots);
      texts = Arrays.copyOf(texts, slots);
      Arrays.fill(numbers, had, slots, Double.NaN);
      Arrays.fill(longs, had, slots, LongVector.MISSING);
      Arrays.fill(texts, had, slots, "");
    }
  }

  /** Sets all cells to missing, for a new source row. */
  public void clear(long row) {
    sourceRow = row;
    Arrays.fill(numbers, Double.NaN);
    Arrays.fill(longs, LongVector.MISSING);
    Arrays.fill(texts, "");
  }

  /** The source row, from 0. */
  public long sourceRow() {
    return sourceRow;
  }

  /** Doubles, ints and booleans, by slot. */
  public double[] numbers() {
    return numbers;
  }

  /** Longs, dates, date-times and instants, by slot. */
  public long[] longs() {
    return longs;
  }

  /** Texts, by slot; never null. */
  public String[] texts() {
    return texts;
  }

  /** The number in a slot whose column is of a numeric type or boolean; NaN when missing. */
  public double number(int slot, ValueType type) {
    if (type != ValueType.LONG) {
      return numbers[slot];
    }
    long value = longs[slot];
    return value == LongVector.MISSING ? Double.NaN : value;
  }

  /** Whether the cell in a slot is missing. */
  public boolean isMissing(int slot, ValueType type) {
    return switch (type) {
      case DOUBLE, INT, BOOLEAN -> Double.isNaN(numbers[slot]);
      case LONG, DATE, DATE_TIME, INSTANT -> longs[slot] == LongVector.MISSING;
      case STRING -> texts[slot].isEmpty();
    };
  }

  /** The cell as text in our one form; empty when missing. */
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

  /** Fills a slot from a vector's row. */
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
