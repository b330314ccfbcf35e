package org.bandsaw.data;

import java.util.Arrays;
import java.util.List;

/**
 * 32-bit integers; for {@link ValueType#DATE}, days since 1970-01-01. {@link #MISSING} is the
 * missing value.
 */
public final class IntVector extends Vector {

  /** Represents a missing value. */
  public static final int MISSING = Integer.MIN_VALUE;

  private final int[] values;
  private final ValueType type;

  private IntVector(ValueType type, int[] values, int length) {
    super(length, values.length);
    if (type != ValueType.INT && type != ValueType.DATE) {
      throw new IllegalArgumentException(type + " values are not stored as ints");
    }
    this.type = type;
    this.values = values;
  }

  /** Returns a vector of the first {@code length} elements of an array, which is not copied. */
  public static IntVector wrap(ValueType type, int[] values, int length) {
    return new IntVector(type, values, length);
  }

  /** Returns a vector of copies of these integers. */
  public static IntVector of(int... values) {
    return new IntVector(ValueType.INT, values.clone(), values.length);
  }

  /** Returns the array of this vector, which must not be modified. */
  public int[] array() {
    return values;
  }

  /** Returns the value of a row; {@link #MISSING} if it is missing. */
  public int get(int row) {
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
    if (type != ValueType.INT) {
      throw new ClassCastException(type + " is not a number");
    }
    return values[row] == MISSING ? Double.NaN : values[row];
  }

  @Override
  public String text(int row) {
    int value = values[row];
    if (value == MISSING) {
      return "";
    }
    return type == ValueType.DATE ? EpochTime.formatDate(value) : Integer.toString(value);
  }

  @Override
  public IntVector slice(int from, int to) {
    return new IntVector(type, Arrays.copyOfRange(values, from, to), to - from);
  }

  @Override
  public IntVector gather(int[] rows, int count) {
    int[] chosen = new int[count];
    for (int i = 0; i < count; i++) {
      chosen[i] = values[rows[i]];
    }
    return new IntVector(type, chosen, count);
  }

  @Override
  public long retainedBytes() {
    return MemorySizes.ints(values.length);
  }

  static IntVector concat(ValueType type, List<Vector> parts, int length) {
    int[] values = new int[length];
    int at = 0;
    for (Vector part : parts) {
      System.arraycopy(((IntVector) part).array(), 0, values, at, part.length());
      at += part.length();
    }
    return IntVector.wrap(type, values, length);
  }
}
