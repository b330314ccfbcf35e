package org.bandsaw.data;

import java.util.Arrays;
import java.util.List;

/**
 * 64-bit integers; for {@link ValueType#DATE_TIME}, microseconds since 1970-01-01T00:00 without a
 * zone; for {@link ValueType#INSTANT}, microseconds since the epoch. {@link #MISSING} is the
 * missing value.
 */
public final class LongVector extends Vector {

  /** Represents a missing value. */
  public static final long MISSING = Long.MIN_VALUE;

  private final long[] values;
  private final ValueType type;

  private LongVector(ValueType type, long[] values, int length) {
    super(length, values.length);
    if (type != ValueType.LONG && type != ValueType.DATE_TIME && type != ValueType.INSTANT) {
      throw new IllegalArgumentException(type + " values are not stored as longs");
    }
    this.type = type;
    this.values = values;
  }

  /** Returns a vector of the first {@code length} elements of an array, which is not copied. */
  public static LongVector wrap(ValueType type, long[] values, int length) {
    return new LongVector(type, values, length);
  }

  /** Returns a vector of copies of these integers. */
  public static LongVector of(long... values) {
    return new LongVector(ValueType.LONG, values.clone(), values.length);
  }

  /** Returns the array of this vector, which must not be modified. */
  public long[] array() {
    return values;
  }

  /** Returns the value of a row; {@link #MISSING} if it is missing. */
  public long get(int row) {
    return values[row];
  }

  @Override
  public ValueType type() {
    return type;
  }

  @Override
  public boolean isMissing(int row) {
    return values[row] == MISSING;
  }

  @Override
  public double number(int row) {
    if (type != ValueType.LONG) {
      throw new ClassCastException(type + " is not a number");
    }
    return values[row] == MISSING ? Double.NaN : values[row];
  }

  @Override
  public String text(int row) {
    long value = values[row];
    if (value == MISSING) {
      return "";
    }
    return switch (type) {
      case DATE_TIME -> EpochTime.formatDateTime(value);
      case INSTANT -> EpochTime.formatInstant(value);
      default -> Long.toString(value);
    };
  }

  @Override
  public LongVector slice(int from, int to) {
    return new LongVector(type, Arrays.copyOfRange(values, from, to), to - from);
  }

  @Override
  public LongVector gather(int[] rows, int count) {
    long[] chosen = new long[count];
    for (int i = 0; i < count; i++) {
      chosen[i] = values[rows[i]];
    }
    return new LongVector(type, chosen, count);
  }

  @Override
  public long retainedBytes() {
    return MemorySizes.longs(values.length);
  }

  static LongVector concat(ValueType type, List<Vector> parts, int length) {
    long[] values = new long[length];
    int at = 0;
    for (Vector part : parts) {
      System.arraycopy(((LongVector) part).array(), 0, values, at, part.length());
      at += part.length();
    }
    return LongVector.wrap(type, values, length);
  }
}
