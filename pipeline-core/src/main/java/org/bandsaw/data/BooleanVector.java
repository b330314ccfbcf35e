package org.bandsaw.data;

import java.util.Arrays;
import java.util.List;

/** Booleans: true (1), false (0) or {@link #MISSING}. */
public final class BooleanVector extends Vector {

  /** Represents a missing value. */
  public static final byte MISSING = Byte.MIN_VALUE;

  private final byte[] values;

  private BooleanVector(byte[] values, int length) {
    super(length, values.length);
    this.values = values;
  }

  /** Returns a vector of the first {@code length} elements of an array, which is not copied. */
  public static BooleanVector wrap(byte[] values, int length) {
    return new BooleanVector(values, length);
  }

  /** Returns a vector of copies of these values. */
  public static BooleanVector of(boolean... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) (values[i] ? 1 : 0);
    }
    return new BooleanVector(bytes, bytes.length);
  }

  /** Returns the array of this vector, which must not be modified. */
  public byte[] array() {
    return values;
  }

  /** Returns 1, 0, or {@link #MISSING}. */
  public byte get(int row) {
    return values[row];
  }

  @Override
  public ValueType type() {
    return ValueType.BOOLEAN;
  }

  @Override
  public boolean isMissing(int row) {
    return values[row] == MISSING;
  }

  @Override
  public double number(int row) {
    return values[row] == MISSING ? Double.NaN : values[row];
  }

  @Override
  public String text(int row) {
    byte value = values[row];
    if (value == MISSING) {
      return "";
    }
    return value == 1 ? "true" : "false";
  }

  @Override
  public BooleanVector slice(int from, int to) {
    return new BooleanVector(Arrays.copyOfRange(values, from, to), to - from);
  }

  @Override
  public BooleanVector gather(int[] rows, int count) {
    byte[] chosen = new byte[count];
    for (int i = 0; i < count; i++) {
      chosen[i] = values[rows[i]];
    }
    return new BooleanVector(chosen, count);
  }

  @Override
  public long retainedBytes() {
    return MemorySizes.bytes(values.length);
  }

  static BooleanVector concat(List<Vector> parts, int length) {
    byte[] values = new byte[length];
    int at = 0;
    for (Vector part : parts) {
      System.arraycopy(((BooleanVector) part).array(), 0, values, at, part.length());
      at += part.length();
    }
    return BooleanVector.wrap(values, length);
  }
}
