package org.bandsaw.learn;

import java.util.Arrays;
import org.bandsaw.data.BooleanVector;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.data.Vector;

/**
 * Reads feature vectors from a chunk; column arrays are resolved once per chunk. Used by one
 * thread.
 */
public final class FeatureReader {

  private static final double[] NONE = {};

  private double[][] columns = new double[0][];
  private double[][] converted = new double[0][];

  /**
   * Binds this reader to columns of a chunk, which must be numeric or boolean.
   *
   * @param positions the column of each feature, in the order of the vector
   * @param count the number of positions to use
   */
  public void bind(Chunk chunk, int[] positions, int count) {
    if (columns.length < count) {
      columns = new double[count][];
      double[][] wider = new double[count][];
      System.arraycopy(converted, 0, wider, 0, converted.length);
      for (int i = converted.length; i < count; i++) {
        wider[i] = new double[0];
      }
      converted = wider;
    }
    for (int j = 0; j < count; j++) {
      columns[j] = doubles(chunk.vector(positions[j]), j);
    }
  }

  private double[] doubles(Vector vector, int feature) {
    if (vector instanceof DoubleVector doubles) {
      return doubles.array();
    }
    int n = vector.length();
    double[] buffer = converted[feature];
    if (buffer.length < n) {
      buffer = new double[n];
      converted[feature] = buffer;
    }
    convert(vector, buffer, n);
    return buffer;
  }

  /** Copies the values of a numeric or boolean vector as doubles; a missing value is NaN. */
  public static void convert(Vector vector, double[] to, int n) {
    if (vector instanceof DoubleVector doubles) {
      System.arraycopy(doubles.array(), 0, to, 0, n);
    } else if (vector instanceof IntVector ints) {
      int[] from = ints.array();
      for (int i = 0; i < n; i++) {
        to[i] = from[i] == IntVector.MISSING ? Double.NaN : from[i];
      }
    } else if (vector instanceof LongVector longs) {
      long[] from = longs.array();
      for (int i = 0; i < n; i++) {
        to[i] = from[i] == LongVector.MISSING ? Double.NaN : from[i];
      }
    } else {
      byte[] from = ((BooleanVector) vector).array();
      for (int i = 0; i < n; i++) {
        to[i] = from[i] == BooleanVector.MISSING ? Double.NaN : from[i];
      }
    }
  }

  /**
   * Fills a vector with the first features of a row and returns whether all of them are finite.
   *
   * @param x receives the features; its length is their number at this row
   */
  public boolean read(int row, double[] x) {
    double[][] from = columns;
    double check = 0;
    for (int j = 0; j < x.length; j++) {
      double v = from[j][row];
      x[j] = v;
      check += v * 0.0; // ±0 for a finite value, NaN for any other
    }
    return check == 0;
  }

  /** Releases the present chunk, so that its columns do not stay in memory with the next one. */
  public void release() {
    Arrays.fill(columns, NONE);
  }

  /** The bytes of the buffers for converted columns. */
  public long retainedBytes() {
    long sum = MemorySizes.references(columns.length) * 2;
    for (double[] buffer : converted) {
      sum += MemorySizes.doubles(buffer.length);
    }
    return sum;
  }
}
