package org.bandsaw.source;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.bandsaw.data.BooleanVector;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.Retained;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.Vector;

/** Arrays of chunks that were released, for the next ones. */
final class CsvArrays {

  /** So many times what is needed is still used; longer arrays are left to the collector. */
  private static final int SLACK = 4;

  private static final int CHUNKS_KEPT = 3;
  private static final int CHUNKS_KNOWN = 64;

  private final int mostOfAKind;
  private final ArrayDeque<double[]> doubles = new ArrayDeque<>();
  private final ArrayDeque<long[]> longs = new ArrayDeque<>();
  private final ArrayDeque<int[]> ints = new ArrayDeque<>();
  private final ArrayDeque<byte[]> bytes = new ArrayDeque<>();
  private final ArrayDeque<WeakReference<Chunk>> given = new ArrayDeque<>();

  CsvArrays(int columns) {
    mostOfAKind = CHUNKS_KEPT * columns;
  }

  private static boolean fits(int length, int capacity) {
    return length >= capacity && length / SLACK <= capacity;
  }

  double[] doubles(int capacity) {
    double[] free = doubles.poll();
    return free != null && fits(free.length, capacity) ? free : new double[capacity];
  }

  long[] longs(int capacity) {
    long[] free = longs.poll();
    return free != null && fits(free.length, capacity) ? free : new long[capacity];
  }

  int[] ints(int capacity) {
    int[] free = ints.poll();
    return free != null && fits(free.length, capacity) ? free : new int[capacity];
  }

  byte[] bytes(int capacity) {
    byte[] free = bytes.poll();
    return free != null && fits(free.length, capacity) ? free : new byte[capacity];
  }

  /** This chunk was given out, and may be released once. */
  void given(Chunk chunk) {
    if (given.size() == CHUNKS_KNOWN) {
      given.poll();
    }
    given.add(new WeakReference<>(chunk));
  }

  void release(Chunk chunk) {
    Iterator<WeakReference<Chunk>> all = given.iterator();
    while (all.hasNext()) {
      if (all.next().refersTo(chunk)) {
        all.remove();
        for (int i = 0; i < chunk.schema().size(); i++) {
          take(chunk.vector(i));
        }
        return;
      }
    }
  }

  void take(Vector vector) {
    if (vector instanceof DoubleVector v) {
      keep(doubles, v.array());
    } else if (vector instanceof LongVector v) {
      keep(longs, v.array());
    } else if (vector instanceof IntVector v) {
      keep(ints, v.array());
    } else if (vector instanceof StringVector v) {
      keep(ints, v.codes());
    } else if (vector instanceof BooleanVector v) {
      keep(bytes, v.array());
    }
  }

  private <T> void keep(ArrayDeque<T> pool, T array) {
    if (pool.size() < mostOfAKind) {
      pool.add(array);
    }
  }

  long retainedBytes() {
    long sum = 0;
    for (double[] array : doubles) {
      sum += Retained.doubles(array.length);
    }
    for (long[] array : longs) {
      sum += Retained.longs(array.length);
    }
    for (int[] array : ints) {
      sum += Retained.ints(array.length);
    }
    for (byte[] array : bytes) {
      sum += Retained.bytes(array.length);
    }
    return sum;
  }
}
