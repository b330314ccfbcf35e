package org.bandsaw.stage.run;

import java.util.List;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.data.Schema;
import org.bandsaw.data.Vector;

/** A numeric input column as doubles, and an array for results. Both are reused for each chunk. */
public final class NumericBuffer implements RunPart {

  private double[] converted = {};
  private double[] result = {};

  /**
   * Returns the values of a numeric vector, NaN if missing. A vector of doubles returns its own
   * array, which must not be written to.
   */
  public double[] valuesOf(Vector vector) {
    if (vector instanceof DoubleVector doubles) {
      return doubles.array();
    }
    int rows = vector.length();
    if (converted.length < rows) {
      converted = new double[rows];
    }
    if (vector instanceof IntVector ints) {
      fromInts(ints.array(), rows, converted);
    } else if (vector instanceof LongVector longs) {
      fromLongs(longs.array(), rows, converted);
    } else {
      throw new ClassCastException(vector.type() + " is not a number");
    }
    return converted;
  }

  private static void fromInts(int[] values, int rows, double[] into) {
    for (int i = 0; i < rows; i++) {
      int value = values[i];
      into[i] = value == IntVector.MISSING ? Double.NaN : value;
    }
  }

  private static void fromLongs(long[] values, int rows, double[] into) {
    for (int i = 0; i < rows; i++) {
      long value = values[i];
      into[i] = value == LongVector.MISSING ? Double.NaN : value;
    }
  }

  /** Returns an array for results, with at least this many elements. */
  public double[] resultArray(int rows) {
    if (result.length < rows) {
      result = new double[rows];
    }
    return result;
  }

  /** Returns the first elements of {@link #resultArray} as a vector. */
  public DoubleVector result(int rows) {
    return DoubleVector.wrap(result, rows);
  }

  @Override
  public void rollback() {
    release();
  }

  /** Releases both arrays. */
  public void release() {
    converted = new double[0];
    result = new double[0];
  }

  @Override
  public long retainedBytes() {
    return MemorySizes.doubles(converted.length) + MemorySizes.doubles(result.length);
  }

  /** Returns this many new buffers. */
  public static NumericBuffer[] newArray(int count) {
    NumericBuffer[] all = new NumericBuffer[count];
    for (int i = 0; i < count; i++) {
      all[i] = new NumericBuffer();
    }
    return all;
  }

  /** Returns a schema in which these columns, which must be numeric, are doubles. */
  public static Schema asDoubles(Schema schema, List<String> columns) {
    Schema changed = schema;
    for (String column : columns) {
      schema.requireNumeric(column);
      changed = changed.withReplaced(ColumnSpec.real(column));
    }
    return changed;
  }
}
