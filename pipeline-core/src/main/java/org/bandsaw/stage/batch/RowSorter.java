package org.bandsaw.stage.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Dictionary;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;

/** Sorts rows by the rules of {@link org.bandsaw.stage.SortRows}. */
final class RowSorter {

  private static final long MISSING_KEY = Long.MAX_VALUE;

  private RowSorter() {}

  static int[] order(Chunk rows, List<String> columns, List<String> descendingColumns) {
    int[] order = new int[rows.rowCount()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    for (int i = columns.size() - 1; i >= 0; i--) { // each stable sort preserves the earlier ones
      String column = columns.get(i);
      order = mergeSort(order, sortKeys(rows.vector(column), descendingColumns.contains(column)));
    }
    return order;
  }

  /** Returns a key for each row; the keys ascend in the required order. */
  private static long[] sortKeys(Vector vector, boolean descends) {
    long[] keys = new long[vector.length()];
    int[] ranks = vector instanceof StringVector texts ? textRanks(texts) : new int[0];
    for (int i = 0; i < keys.length; i++) {
      if (vector.isMissing(i)) {
        keys[i] = MISSING_KEY;
      } else {
        long value =
            ranks.length > 0 ? ranks[((StringVector) vector).codes()[i]] : sortKey(vector, i);
        // a value is never Long.MIN_VALUE, so neither of these equals MISSING_KEY
        keys[i] = descends ? ~value : value - 1;
      }
    }
    return keys;
  }

  private static long sortKey(Vector vector, int row) {
    if (vector instanceof LongVector longs) {
      return longs.get(row);
    } else if (vector instanceof IntVector ints) {
      return ints.get(row);
    } else if (vector.type() == ValueType.BOOLEAN) {
      return (long) vector.number(row);
    }
    long bits = Double.doubleToLongBits(vector.number(row) + 0.0); // -0.0 equals 0.0
    return bits ^ (bits >> 63 & Long.MAX_VALUE);
  }

  /** Returns, by code, the rank of each text that occurs in the column among those that do. */
  private static int[] textRanks(StringVector texts) {
    Dictionary dictionary = texts.dictionary();
    int[] codes = Arrays.copyOf(texts.codes(), texts.length());
    int largest = Arrays.stream(codes).max().orElse(0);
    boolean[] occurs = new boolean[largest + 1];
    for (int code : codes) {
      occurs[code] = true;
    }
    List<Integer> ascending = new ArrayList<>();
    for (int code = 0; code < occurs.length; code++) {
      if (occurs[code]) {
        ascending.add(code);
      }
    }
    ascending.sort(Comparator.comparing(dictionary::value));
    int[] ranks = new int[largest + 1];
    for (int rank = 0; rank < ascending.size(); rank++) {
      ranks[ascending.get(rank)] = rank;
    }
    return ranks;
  }

  /** A bottom-up merge sort, which allocates no object per row. */
  private static int[] mergeSort(int[] order, long[] keys) {
    int n = order.length;
    int[] from = order;
    int[] to = new int[n];
    for (long width = 1; width < n; width *= 2) {
      for (long left = 0; left < n; left += 2 * width) {
        int middle = (int) Math.min(n, left + width);
        merge(from, to, (int) left, middle, (int) Math.min(n, left + 2 * width), keys);
      }
      int[] merged = to;
      to = from;
      from = merged;
    }
    return from;
  }

  private static void merge(int[] from, int[] to, int left, int middle, int end, long[] keys) {
    int a = left;
    int b = middle;
    for (int i = left; i < end; i++) {
      boolean takesLeft = b == end || (a < middle && keys[from[a]] <= keys[from[b]]);
      to[i] = takesLeft ? from[a++] : from[b++];
    }
  }
}
