package org.bandsaw.data;

import java.util.Arrays;
import java.util.List;

/**
 * The values of one column in one chunk, as primitives.
 *
 * <p>A vector is a view of an array of which the first {@link #length} places count. Whoever makes
 * a vector may use its array again once the chunk it went into has been dealt with; so a vector is
 * read during the call that received it, and copied by whoever wants to keep it. Nobody writes into
 * a vector that came from elsewhere.
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

  /** A vector of nothing but missing values. */
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
   * The values of several vectors of one type, one behind the other, copied.
   *
   * @throws ClassCastException when they are of different types
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

  /** The number of values. */
  public final int length() {
    return length;
  }

  /** What the values are. */
  public abstract ValueType type();

  /** Whether the value in a row is missing. */
  public abstract boolean isMissing(int row);

  /**
   * The value as a number: NaN when missing, 0 and 1 for booleans.
   *
   * @throws ClassCastException for text, dates and times
   */
  public abstract double number(int row);

  /** The value as text in our one form; the empty text when missing. */
  public abstract String text(int row);

  /** A copy of the rows {@code from} (included) to {@code to} (excluded). */
  public abstract Vector slice(int from, int to);

  /** A copy of the rows whose positions are given, in that order. */
  public abstract Vector gather(int[] rows, int count);

  /** Bytes of the array behind this vector, as the collector counts them. */
  public abstract long retainedBytes();
}
