package org.bandsaw.data;

import java.util.Arrays;
import java.util.List;

/** True (1), false (0) or {@link #MISSING}. */
public final class BooleanVector extends Vector {

  /** Stands for a missing value. */
  public static final byte MISSING = Byte.MIN_VALUE;

  private final byte[] values;

  private BooleanVector(byte[] values, int length) {
    super(length, values.length);
    this.values = values;
  }

  /** The first {@code length} places of an array, which is not copied. */
  public static BooleanVector wrap(byte[] values, int length) {
    return new BooleanVector(values, length);
  }

  /** A vector of these values. */
  public static BooleanVector of(boolean... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) (values[i] ? 1 : 0);
    }
    return new BooleanVector(bytes, bytes.length);
  }

  /** The array behind this vector: read it, do not write to it. */
  public byte[] array() {
    return values;
  }

  /** 1, 0, or {@link #MISSING}. */
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
