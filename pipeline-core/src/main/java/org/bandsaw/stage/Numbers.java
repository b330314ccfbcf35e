package org.bandsaw.stage;

import java.util.List;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.Retained;
import org.bandsaw.data.Schema;
import org.bandsaw.data.Vector;

/**
 * A numeric column as doubles, and a buffer for what is made of it; both used chunk after chunk.
 */
final class Numbers {

  private double[] converted = {};
  private double[] made = {};

  /** The values, NaN when missing: the vector's own array when it holds doubles. Read it only. */
  double[] of(Vector vector) {
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
  double[] room(int rows) {
    if (made.length < rows) {
      made = new double[rows];
    }
    return made;
  }

  /** The first places of {@link #room} as a vector. */
  DoubleVector made(int rows) {
    return DoubleVector.wrap(made, rows);
  }

  /**
   * Lets the arrays go: after a rollback a smaller chunk follows, and must be able to cost less.
   */
  void release() {
    converted = new double[0];
    made = new double[0];
  }

  static void release(Numbers[] all) {
    for (Numbers one : all) {
      one.release();
    }
  }

  long retainedBytes() {
    return Retained.doubles(converted.length) + Retained.doubles(made.length);
  }

  static Numbers[] many(int count) {
    Numbers[] all = new Numbers[count];
    for (int i = 0; i < count; i++) {
      all[i] = new Numbers();
    }
    return all;
  }

  static long retainedBytes(Numbers[] all) {
    long sum = 0;
    for (Numbers one : all) {
      sum += one.retainedBytes();
    }
    return sum;
  }

  /** A schema in which these columns, which must be numeric, hold doubles. */
  static Schema asDoubles(Schema schema, List<String> columns) {
    Schema changed = schema;
    for (String column : columns) {
      schema.requireNumeric(column);
      changed = changed.replacing(ColumnSpec.real(column));
    }
    return changed;
  }
}
