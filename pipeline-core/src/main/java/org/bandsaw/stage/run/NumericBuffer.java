package org.bandsaw.stage.run;

import java.util.List;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.data.Schema;
import org.bandsaw.data.Vector;

/**
 * A numeric column as doubles, and a buffer for what is made of it; both used chunk after chunk.
 */
public final class NumericBuffer {

  private double[] converted = {};
  private double[] result = {};

  /** The values, NaN when missing: the vector's own array when it holds doubles. Read it only. */
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

  /** An array of at least so many places to write results to. */
  public double[] resultArray(int rows) {
    if (result.length < rows) {
      result = new double[rows];
    }
    return result;
  }

  /** The first places of {@link #resultArray} as a vector. */
  public DoubleVector result(int rows) {
    return DoubleVector.wrap(result, rows);
  }

  /**
   * Lets the arrays go: after a rollback a smaller chunk follows, and must be able to cost less.
   */
  public void release() {
    converted = new double[0];
    result = new double[0];
  }

  public static void release(NumericBuffer[] all) {
    for (NumericBuffer one : all) {
      one.release();
    }
  }

  public long retainedBytes() {
    return MemorySizes.doubles(converted.length) + MemorySizes.doubles(result.length);
  }

  public static NumericBuffer[] newArray(int count) {
    NumericBuffer[] all = new NumericBuffer[count];
    for (int i = 0; i < count; i++) {
      all[i] = new NumericBuffer();
    }
    return all;
  }

  public static long retainedBytes(NumericBuffer[] all) {
    long sum = 0;
    for (NumericBuffer one : all) {
      sum += one.retainedBytes();
    }
    return sum;
  }

  /** A schema in which these columns, which must be numeric, hold doubles. */
  public static Schema asDoubles(Schema schema, List<String> columns) {
    Schema changed = schema;
    for (String column : columns) {
      schema.requireNumeric(column);
      changed = changed.withReplaced(ColumnSpec.real(column));
    }
    return changed;
  }
}
