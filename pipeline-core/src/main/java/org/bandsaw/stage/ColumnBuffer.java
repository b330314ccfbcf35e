package org.bandsaw.stage;

import java.util.Arrays;
import org.bandsaw.data.BooleanVector;
import org.bandsaw.data.Dictionary;
import org.bandsaw.data.DictionaryMark;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.Retained;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Copies of the values of a column, in an array that is used chunk after chunk. One object serves
 * one column, whose type may change.
 */
final class ColumnBuffer {

  private static final int MOST_TEXTS = 1 << 15;

  private double[] doubles = {};
  private long[] longs = {};
  private int[] ints = {};
  private byte[] bytes = {};
  private @Nullable Dictionary common;
  private DictionaryMark[] theirs = {};
  private int[][] commonCodes = {}; // by part and its code, from 1; 0 where it was not asked yet

  /** The first rows of a vector, in its own array. */
  static Vector first(Vector of, int rows) {
    if (of instanceof DoubleVector values) {
      return DoubleVector.wrap(values.array(), rows);
    } else if (of instanceof LongVector values) {
      return LongVector.wrap(values.type(), values.array(), rows);
    } else if (of instanceof IntVector values) {
      return IntVector.wrap(values.type(), values.array(), rows);
    } else if (of instanceof BooleanVector values) {
      return BooleanVector.wrap(values.array(), rows);
    }
    StringVector texts = (StringVector) of;
    return StringVector.wrap(texts.codes(), rows, texts.dictionary());
  }

  /** A copy of the rows {@code from} (included) to {@code to} (excluded). */
  Vector slice(Vector of, int from, int to) {
    int rows = to - from;
    room(of, rows);
    copy(of, from, rows, 0);
    return of instanceof StringVector texts
        ? StringVector.wrap(ints, rows, texts.dictionary())
        : made(of, rows);
  }

  /** A copy of vectors of one type, one behind the other. */
  Vector joined(Vector[] parts, int rows) {
    Vector first = parts[0];
    room(first, rows);
    if (first instanceof StringVector) {
      return texts(parts, rows);
    }
    int at = 0;
    for (Vector part : parts) {
      copy(part, 0, part.length(), at);
      at += part.length();
    }
    return made(first, rows);
  }

  private void room(Vector like, int rows) {
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

  private void copy(Vector of, int from, int count, int to) {
    if (of instanceof DoubleVector values) {
      System.arraycopy(values.array(), from, doubles, to, count);
    } else if (of instanceof LongVector values) {
      System.arraycopy(values.array(), from, longs, to, count);
    } else if (of instanceof IntVector values) {
      System.arraycopy(values.array(), from, ints, to, count);
    } else if (of instanceof BooleanVector values) {
      System.arraycopy(values.array(), from, bytes, to, count);
    } else if (of instanceof StringVector texts) {
      System.arraycopy(texts.codes(), from, ints, to, count);
    }
  }

  private Vector made(Vector like, int rows) {
    if (like instanceof DoubleVector) {
      return DoubleVector.wrap(doubles, rows);
    } else if (like instanceof LongVector) {
      return LongVector.wrap(like.type(), longs, rows);
    } else if (like instanceof BooleanVector) {
      return BooleanVector.wrap(bytes, rows);
    }
    return IntVector.wrap(like.type(), ints, rows);
  }

  // ---- texts, whose codes mean something in one dictionary object only

  private Vector texts(Vector[] parts, int rows) {
    Dictionary shared = shared(parts);
    Dictionary into = shared == null ? common(parts.length) : shared;
    int at = 0;
    for (int i = 0; i < parts.length; i++) {
      StringVector part = (StringVector) parts[i];
      if (shared != null) {
        copy(part, 0, part.length(), at);
      } else {
        translate(i, part, into, at);
      }
      at += part.length();
    }
    return StringVector.wrap(ints, rows, into);
  }

  @SuppressWarnings("ReferenceEquality") // an equal dictionary may give other codes
  private static @Nullable Dictionary shared(Vector[] parts) {
    Dictionary first = ((StringVector) parts[0]).dictionary();
    for (Vector part : parts) {
      if (((StringVector) part).dictionary() != first) {
        return null;
      }
    }
    return first;
  }

  /** A dictionary that stays the same, so that later stages need not look up each text again. */
  private Dictionary common(int parts) {
    Dictionary present = common;
    if (present == null || present.size() > MOST_TEXTS) {
      forgetTexts(); // codes show nowhere, so they may change at any chunk
      present = new Dictionary();
      common = present;
    }
    if (theirs.length < parts) {
      DictionaryMark[] marks = Arrays.copyOf(theirs, parts);
      for (int i = theirs.length; i < parts; i++) {
        marks[i] = new DictionaryMark();
      }
      theirs = marks;
      commonCodes = Arrays.copyOf(commonCodes, parts);
    }
    return present;
  }

  private void translate(int part, StringVector texts, Dictionary into, int at) {
    Dictionary from = texts.dictionary();
    if (theirs[part].isAnother(from)) {
      commonCodes[part] = new int[64];
    }
    int[] known = commonCodes[part];
    int[] codes = texts.codes();
    for (int i = 0; i < texts.length(); i++) {
      int code = codes[i];
      if (code >= known.length) {
        known = Arrays.copyOf(known, Math.max(code + 1, 2 * known.length));
        commonCodes[part] = known;
      }
      if (known[code] == 0) {
        known[code] = into.codeOf(from.value(code)) + 1;
      }
      ints[at + i] = known[code] - 1;
    }
  }

  private void forgetTexts() {
    common = null;
    theirs = new DictionaryMark[0];
    commonCodes = new int[0][];
  }

  long retainedBytes() {
    long sum = Retained.doubles(doubles.length) + Retained.longs(longs.length);
    sum += Retained.ints(ints.length) + Retained.bytes(bytes.length);
    sum += common == null ? 0 : common.retainedBytes();
    for (int[] codes : commonCodes) {
      sum += Retained.ints(codes.length);
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

  /** As many as there are columns: those at hand, and new ones. */
  static ColumnBuffer[] atLeast(ColumnBuffer[] some, int count) {
    if (some.length >= count) {
      return some;
    }
    ColumnBuffer[] all = Arrays.copyOf(some, count);
    for (int i = some.length; i < count; i++) {
      all[i] = new ColumnBuffer();
    }
    return all;
  }
}
