package org.bandsaw.data;

import java.util.Arrays;
import java.util.List;

/**
 * The values of a column in a chunk, as primitives.
 *
 * <p>A vector is a view of the first {@link #length} elements of an array. The creator of a vector
 * may reuse its array after the chunk was processed. Therefore a vector is valid during the call
 * that receives it, and values that are needed later are copied. The array of a received vector
 * must not be modified.
 */
public abstract sealed class Vector
    permits DoubleVector, LongVector, IntVector, BooleanVector, StringVector {

  private final int length;

  Vector(int length, int capacity) {
    if (length < 0 || length > capacity) {
      throw new IllegalArgumentException(length + " values in an array of " + capacity);
    }
    this.length = length;
  }

  /** Returns a vector of missing values. */
  public static Vector missing(ValueType type, int length) {
    return switch (type) {
      case DOUBLE -> {
        double[] values = new double[length];
        Arrays.fill(values, Double.NaN);
        yield DoubleVector.wrap(values, length);
      }
      case INT, DATE -> {
        int[] values = new int[length];
        Arrays.fill(values, IntVector.MISSING);
        yield IntVector.wrap(type, values, length);
      }
      case LONG, DATE_TIME, INSTANT -> {
        long[] values = new long[length];
        Arrays.fill(values, LongVector.MISSING);
        yield LongVector.wrap(type, values, length);
      }
      case BOOLEAN -> {
        byte[] values = new byte[length];
        Arrays.fill(values, BooleanVector.MISSING);
        yield BooleanVector.wrap(values, length);
      }
      case STRING -> StringVector.wrap(new int[length], length, new Dictionary());
    };
  }

  /**
   * Returns a vector of the values of several vectors of the same type, in order. The values are
   * copied.
   *
   * @throws ClassCastException if the types differ
   */
  public static Vector concat(ValueType type, List<Vector> parts) {
    int length = 0;
    for (Vector part : parts) {
      length = Math.addExact(length, part.length());
    }
    return switch (type) {
      case DOUBLE -> DoubleVector.concat(parts, length);
      case INT, DATE -> IntVector.concat(type, parts, length);
      case LONG, DATE_TIME, INSTANT -> LongVector.concat(type, parts, length);
      case BOOLEAN -> BooleanVector.concat(parts, length);
      case STRING -> StringVector.concat(parts, length);
    };
  }

  /** Returns the number of values. */
  public final int length() {
    return length;
  }

  /** Returns the type of the values. */
  public abstract ValueType type();

  /** Returns whether the value of a row is missing. */
  public abstract boolean isMissing(int row);

  /**
   * Returns the value of a row as a number: NaN if it is missing, 0 and 1 for booleans.
   *
   * @throws ClassCastException for text, dates and times
   */
  public abstract double number(int row);

  /** Returns the value of a row as text, as it is written to files; empty if it is missing. */
  public abstract String text(int row);

  /** Returns a copy of the rows from {@code from} (inclusive) to {@code to} (exclusive). */
  public abstract Vector slice(int from, int to);

  /** Returns a copy of the rows at the first {@code count} positions, in their order. */
  public abstract Vector gather(int[] rows, int count);

  /** Returns the bytes of the whole array, as {@link MemorySizes} counts them. */
  public abstract long retainedBytes();
}
