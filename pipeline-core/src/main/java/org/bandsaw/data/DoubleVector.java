package org.bandsaw.data;

import java.util.Arrays;
import java.util.List;

/** 64-bit floating point numbers. NaN is the missing value. */
public final class DoubleVector extends Vector {

  private final double[] values;

  private DoubleVector(double[] values, int length) {
    super(length, values.length);
    this.values = values;
  }

  /** Returns a vector of the first {@code length} elements of an array, which is not copied. */
  public static DoubleVector wrap(double[] values, int length) {
    return new DoubleVector(values, length);
  }

  /** Returns a vector of copies of these values. */
  public static DoubleVector of(double... values) {
    return new DoubleVector(values.clone(), values.length);
  }

  /** Returns the array of this vector, which must not be modified. */
  public double[] array() {
    return values;
  }

  /** Returns the value of a row; NaN if it is missing. */
  public double get(int row) {
    return values[row];
  }

  @Override
  public ValueType type() {
    return ValueType.DOUBLE;
  }

  @Override
  public boolean isMissing(int row) {
    return Double.isNaN(values[row]);
  }

  @Override
  public double number(int row) {
    return values[row];
  }

  @Override
  public String text(int row) {
    double value = values[row];
    return Double.isNaN(value) ? "" : DoubleFormatter.format(value);
  }

  @Override
  public DoubleVector slice(int from, int to) {
    return new DoubleVector(Arrays.copyOfRange(values, from, to), to - from);
  }

  @Override
  public DoubleVector gather(int[] rows, int count) {
    double[] chosen = new double[count];
    for (int i = 0; i < count; i++) {
      chosen[i] = values[rows[i]];
    }
    return new DoubleVector(chosen, count);
  }

  @Override
  public long retainedBytes() {
    return MemorySizes.doubles(values.length);
  }

  static DoubleVector concat(List<Vector> parts, int length) {
    double[] values = new double[length];
    int at = 0;
    for (Vector part : parts) {
      System.arraycopy(((DoubleVector) part).array(), 0, values, at, part.length());
      at += part.length();
    }
    return DoubleVector.wrap(values, length);
  }
}
