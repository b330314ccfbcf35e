package org.bandsaw.stage;

import java.util.Arrays;
import org.bandsaw.data.BooleanVector;
import org.bandsaw.data.Dictionary;
import org.bandsaw.data.DictionaryTracker;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Copies values of a column to an array that is reused for each chunk. One object is for one
 * column, whose type may change.
 */
final class ColumnBuffer {

  private static final int MAX_TEXTS = 1 << 15;

  private double[] doubles = {};
  private long[] longs = {};
  private int[] ints = {};
  private byte[] bytes = {};
  private @Nullable Dictionary mergedDictionary;
  private DictionaryTracker[] sourceDictionaries = {};
  private int[][] mergedCodes = {}; // by part and code, plus 1; 0 if not merged yet

  /** Returns the first rows of a vector, which shares its array. */
  static Vector prefix(Vector vector, int rows) {
    if (vector instanceof DoubleVector values) {
      return DoubleVector.wrap(values.array(), rows);
    } else if (vector instanceof LongVector values) {
      return LongVector.wrap(values.type(), values.array(), rows);
    } else if (vector instanceof IntVector values) {
      return IntVector.wrap(values.type(), values.array(), rows);
    } else if (vector instanceof BooleanVector values) {
      return BooleanVector.wrap(values.array(), rows);
    }
    StringVector texts = (StringVector) vector;
    return StringVector.wrap(texts.codes(), rows, texts.dictionary());
  }

  /** Returns a copy of the rows from {@code from} (inclusive) to {@code to} (exclusive). */
  Vector slice(Vector vector, int from, int to) {
    int rows = to - from;
    ensureCapacity(vector, rows);
    copy(vector, from, rows, 0);
    return vector instanceof StringVector texts
        ? StringVector.wrap(ints, rows, texts.dictionary())
        : wrap(vector, rows);
  }

  /** Returns a copy of vectors of one type, one after the other. */
  Vector concat(Vector[] parts, int rows) {
    Vector first = parts[0];
    ensureCapacity(first, rows);
    if (first instanceof StringVector) {
      return concatTexts(parts, rows);
    }
    int at = 0;
    for (Vector part : parts) {
      copy(part, 0, part.length(), at);
      at += part.length();
    }
    return wrap(first, rows);
  }

  private void ensureCapacity(Vector like, int rows) {
    if (like instanceof DoubleVector) {
      doubles = doubles.length < rows ? new double[rows] : doubles;
    } else if (like instanceof LongVector) {
      longs = longs.length < rows ? new long[rows] : longs;
    } else if (like instanceof BooleanVector) {
      bytes = bytes.length < rows ? new byte[rows] : bytes;
    } else {
      ints = ints.length < rows ? new int[rows] : ints;
    }
  }

  private void copy(Vector vector, int from, int count, int to) {
    if (vector instanceof DoubleVector values) {
      System.arraycopy(values.array(), from, doubles, to, count);
    } else if (vector instanceof LongVector values) {
      System.arraycopy(values.array(), from, longs, to, count);
    } else if (vector instanceof IntVector values) {
      System.arraycopy(values.array(), from, ints, to, count);
    } else if (vector instanceof BooleanVector values) {
      System.arraycopy(values.array(), from, bytes, to, count);
    } else if (vector instanceof StringVector texts) {
      System.arraycopy(texts.codes(), from, ints, to, count);
    }
  }

  private Vector wrap(Vector like, int rows) {
    if (like instanceof DoubleVector) {
      return DoubleVector.wrap(doubles, rows);
    } else if (like instanceof LongVector) {
      return LongVector.wrap(like.type(), longs, rows);
    } else if (like instanceof BooleanVector) {
      return BooleanVector.wrap(bytes, rows);
    }
    return IntVector.wrap(like.type(), ints, rows);
  }

  // ---- texts: codes are valid in one dictionary object only

  private Vector concatTexts(Vector[] parts, int rows) {
    Dictionary shared = sharedDictionary(parts);
    Dictionary into = shared == null ? mergedDictionary(parts.length) : shared;
    int at = 0;
    for (int i = 0; i < parts.length; i++) {
      StringVector part = (StringVector) parts[i];
      if (shared != null) {
        copy(part, 0, part.length(), at);
      } else {
        translateCodes(i, part, into, at);
      }
      at += part.length();
    }
    return StringVector.wrap(ints, rows, into);
  }

  @SuppressWarnings("ReferenceEquality") // an equal dictionary may have other codes
  private static @Nullable Dictionary sharedDictionary(Vector[] parts) {
    Dictionary first = ((StringVector) parts[0]).dictionary();
    for (Vector part : parts) {
      if (((StringVector) part).dictionary() != first) {
        return null;
      }
    }
    return first;
  }

  /** Reuses one dictionary, so that later stages do not look up each text again. */
  private Dictionary mergedDictionary(int parts) {
    Dictionary present = mergedDictionary;
    if (present == null || present.size() > MAX_TEXTS) {
      clearDictionaries(); // codes are not visible outside, so they may change at any chunk
      present = new Dictionary();
      mergedDictionary = present;
    }
    if (sourceDictionaries.length < parts) {
      DictionaryTracker[] marks = Arrays.copyOf(sourceDictionaries, parts);
      for (int i = sourceDictionaries.length; i < parts; i++) {
        marks[i] = new DictionaryTracker();
      }
      sourceDictionaries = marks;
      mergedCodes = Arrays.copyOf(mergedCodes, parts);
    }
    return present;
  }

  private void translateCodes(int part, StringVector texts, Dictionary into, int at) {
    Dictionary from = texts.dictionary();
    if (sourceDictionaries[part].hasChanged(from)) {
      mergedCodes[part] = new int[64];
    }
    int[] known = mergedCodes[part];
    int[] codes = texts.codes();
    for (int i = 0; i < texts.length(); i++) {
      int code = codes[i];
      if (code >= known.length) {
        known = Arrays.copyOf(known, Math.max(code + 1, 2 * known.length));
        mergedCodes[part] = known;
      }
      if (known[code] == 0) {
        known[code] = into.getOrAdd(from.value(code)) + 1;
      }
      ints[at + i] = known[code] - 1;
    }
  }

  private void clearDictionaries() {
    mergedDictionary = null;
    sourceDictionaries = new DictionaryTracker[0];
    mergedCodes = new int[0][];
  }

  long retainedBytes() {
    long sum = MemorySizes.doubles(doubles.length) + MemorySizes.longs(longs.length);
    sum += MemorySizes.ints(ints.length) + MemorySizes.bytes(bytes.length);
    sum += mergedDictionary == null ? 0 : mergedDictionary.retainedBytes();
    for (int[] codes : mergedCodes) {
      sum += MemorySizes.ints(codes.length);
    }
    return sum;
  }

  static long retainedBytes(ColumnBuffer[] all) {
    long sum = 0;
    for (ColumnBuffer one : all) {
      sum += one.retainedBytes();
    }
    return sum;
  }

  /** Returns the given buffers and as many new ones as needed. */
  static ColumnBuffer[] ensureCount(ColumnBuffer[] present, int count) {
    if (present.length >= count) {
      return present;
    }
    ColumnBuffer[] all = Arrays.copyOf(present, count);
    for (int i = present.length; i < count; i++) {
      all[i] = new ColumnBuffer();
    }
    return all;
  }
}
