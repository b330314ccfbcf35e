package org.bandsaw.source;

import ch.randelshofer.fastdoubleparser.JavaDoubleParser;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Parses numbers from bytes, eight bytes at a time. The arrays must have at least {@link #PADDING}
 * bytes after the last byte of the number.
 */
final class CsvNumbers {

  static final int PADDING = 8;

  /** Mantissas below this are exact as doubles. */
  static final long MAX_EXACT_MANTISSA = 1L << 53;

  /** More digits could overflow a long. */
  static final int MAX_DIGITS = 18;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Powers of ten that are exact as doubles, so that a division by one of them rounds once. */
  static final double[] DOUBLE_POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  /** {@code [n]} is the factor for a mantissa before {@code n} digits are appended to it. */
  static final long[] LONG_POWERS_OF_TEN = {
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000
  };

  /** Classification of a text as a number. */
  enum NumberKind {
    NOT_A_NUMBER,
    INTEGER,
    DECIMAL,
    INFINITE
  }

  private CsvNumbers() {}

  static long readWord(byte[] b, int at) {
    return (long) WORD.get(b, at);
  }

  /** Returns the number of digits before the first byte that is not a digit, 0 to 8. */
  static int leadingDigits(long word) {
    long x = word ^ 0x3030303030303030L;
    long other = ((x + 0x7676767676767676L) | x) & 0x8080808080808080L;
    return Long.numberOfTrailingZeros(other) >>> 3;
  }

  /** Returns the value of the first {@code n} bytes of a word, which must be digits. */
  static long parseDigits(long word, int n) {
    if (n == 0) {
      return 0;
    }
    long x = (word ^ 0x3030303030303030L) << (64 - 8 * n);
    x = (x * 10 + (x >>> 8)) & 0x00FF00FF00FF00FFL;
    x = (x * 100 + (x >>> 16)) & 0x0000FFFF0000FFFFL;
    return (x * 10_000 + (x >>> 32)) & 0xFFFFFFFFL;
  }

  /**
   * Classifies a text. A number is {@code [+-] digits [. digits] [e [+-] digits]}, with at least
   * one digit before or after the point, or Infinity.
   */
  static NumberKind classify(byte[] b, int from, int to) {
    int p = from;
    if (p < to && (b[p] == '-' || b[p] == '+')) {
      p++;
    }
    int whole = p;
    while (p < to && isDigit(b[p])) {
      p++;
    }
    int count = p - whole;
    if (p == to) {
      return count > 0 ? NumberKind.INTEGER : NumberKind.NOT_A_NUMBER;
    }
    if (b[p] == '.') {
      int fraction = ++p;
      while (p < to && isDigit(b[p])) {
        p++;
      }
      count += p - fraction;
    }
    if (count == 0) {
      return equalsIgnoreCase(b, whole, to, "Infinity")
          ? NumberKind.INFINITE
          : NumberKind.NOT_A_NUMBER;
    }
    if (p < to && (b[p] | 0x20) == 'e') {
      p++;
      if (p < to && (b[p] == '-' || b[p] == '+')) {
        p++;
      }
      int exponent = p;
      while (p < to && isDigit(b[p])) {
        p++;
      }
      if (p == exponent) {
        return NumberKind.NOT_A_NUMBER;
      }
    }
    return p == to ? NumberKind.DECIMAL : NumberKind.NOT_A_NUMBER;
  }

  /** Returns the double nearest to a text that {@link #classify} classifies as a number. */
  static double parseDouble(byte[] b, int from, int to) {
    return JavaDoubleParser.parseDouble(b, from, to - from);
  }

  /**
   * Whether a number would lose digits as a double: it has leading zeros, or is a whole number of
   * more than 15 digits.
   */
  static boolean isIdentifierLike(byte[] b, int from, int to) {
    int first = b[from] == '-' || b[from] == '+' ? from + 1 : from;
    boolean leadingZero = first + 1 < to && b[first] == '0' && isDigit(b[first + 1]);
    if (leadingZero) {
      return true;
    }
    if (to - first <= 15) {
      return false;
    }
    for (int i = first; i < to; i++) {
      if (!isDigit(b[i])) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns the value of a whole number, or {@link Long#MIN_VALUE} if it is that or out of range.
   *
   * @param from start of a text that is an {@link NumberKind#INTEGER}
   */
  static long parseLong(byte[] b, int from, int to) {
    boolean negative = b[from] == '-';
    long sum = 0;
    for (int i = negative || b[from] == '+' ? from + 1 : from; i < to; i++) {
      int digit = b[i] - '0';
      if (sum < (Long.MIN_VALUE + digit) / 10) {
        return Long.MIN_VALUE;
      }
      sum = sum * 10 - digit;
    }
    if (negative) {
      return sum;
    }
    return sum == Long.MIN_VALUE ? sum : -sum;
  }

  static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }

  /** Whether the bytes are this ASCII word, ignoring case. */
  static boolean equalsIgnoreCase(byte[] b, int from, int to, String word) {
    if (to - from != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      byte c = b[from + i];
      byte lower = c >= 'A' && c <= 'Z' ? (byte) (c | 0x20) : c;
      char expected = word.charAt(i);
      if (lower != (expected >= 'A' && expected <= 'Z' ? expected | 0x20 : expected)) {
        return false;
      }
    }
    return true;
  }
}
