package org.bandsaw.source;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.bandsaw.data.BooleanVector;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.Vector;

/** Reuses the arrays of released chunks. */
final class CsvArrayPool {

  /** Arrays longer than this multiple of the required length are discarded. */
  private static final int MAX_OVERSIZE_FACTOR = 4;

  private static final int MAX_POOLED_CHUNKS = 3;
  private static final int MAX_TRACKED_CHUNKS = 64;

  private final int maxArraysPerType;
  private final ArrayDeque<double[]> doubles = new ArrayDeque<>();
  private final ArrayDeque<long[]> longs = new ArrayDeque<>();
  private final ArrayDeque<int[]> ints = new ArrayDeque<>();
  private final ArrayDeque<byte[]> bytes = new ArrayDeque<>();
  private final ArrayDeque<WeakReference<Chunk>> issued = new ArrayDeque<>();

  CsvArrayPool(int columns) {
    maxArraysPerType = MAX_POOLED_CHUNKS * columns;
  }

  private static boolean fits(int length, int capacity) {
    return length >= capacity && length / MAX_OVERSIZE_FACTOR <= capacity;
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

  /** Records a chunk that was returned to the caller and may be released once. */
  void issued(Chunk chunk) {
    if (issued.size() == MAX_TRACKED_CHUNKS) {
      issued.poll();
    }
    issued.add(new WeakReference<>(chunk));
  }

  void release(Chunk chunk) {
    Iterator<WeakReference<Chunk>> all = issued.iterator();
    while (all.hasNext()) {
      if (all.next().refersTo(chunk)) {
        all.remove();
        for (int i = 0; i < chunk.schema().size(); i++) {
          reclaim(chunk.vector(i));
        }
        return;
      }
    }
  }

  void reclaim(Vector vector) {
    if (vector instanceof DoubleVector v) {
      addToPool(doubles, v.array());
    } else if (vector instanceof LongVector v) {
      addToPool(longs, v.array());
    } else if (vector instanceof IntVector v) {
      addToPool(ints, v.array());
    } else if (vector instanceof StringVector v) {
      addToPool(ints, v.codes());
    } else if (vector instanceof BooleanVector v) {
      addToPool(bytes, v.array());
    }
  }

  private <T> void addToPool(ArrayDeque<T> pool, T array) {
    if (pool.size() < maxArraysPerType) {
      pool.add(array);
    }
  }

  long retainedBytes() {
    long sum = 0;
    for (double[] array : doubles) {
      sum += MemorySizes.doubles(array.length);
    }
    for (long[] array : longs) {
      sum += MemorySizes.longs(array.length);
    }
    for (int[] array : ints) {
      sum += MemorySizes.ints(array.length);
    }
    for (byte[] array : bytes) {
      sum += MemorySizes.bytes(array.length);
    }
    return sum;
  }
}
