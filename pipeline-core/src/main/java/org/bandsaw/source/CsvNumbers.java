package org.bandsaw.source;

import ch.randelshofer.fastdoubleparser.JavaDoubleParser;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Numbers out of bytes, eight at a time. Arrays given here have at least eight places behind the
 * last byte that counts.
 */
final class CsvNumbers {

  static final int PADDING = 8;

  /** Below this a mantissa is a double without rounding. */
  static final long MAX_EXACT_MANTISSA = 1L << 53;

  /** Longer ones might overflow a long on the way. */
  static final int MAX_DIGITS = 18;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Exact as doubles, so that one division by them rounds once. */
  static final double[] DOUBLE_POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  /** What {@code m} is multiplied with before so many digits are added. */
  static final long[] LONG_POWERS_OF_TEN = {
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000
  };

  /** What a text is, as far as numbers go. */
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

  /** How many of the eight bytes are digits before the first that is not. */
  static int leadingDigits(long word) {
    long x = word ^ 0x3030303030303030L;
    long other = ((x + 0x7676767676767676L) | x) & 0x8080808080808080L;
    return Long.numberOfTrailingZeros(other) >>> 3;
  }

  /** The value of the first {@code n} bytes of a word, which are digits. */
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
   * {@code [+-] digits [. digits] [e [+-] digits]}, with a digit on one side of the point at least;
   * or Infinity.
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

  /** The double nearest to a text that has a {@link #classify}. */
  static double parseDouble(byte[] b, int from, int to) {
    return JavaDoubleParser.parseDouble(b, from, to - from);
  }

  /** Whether a whole number has digits that a double would lose: leading zeros, or over 15. */
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
   * A whole number; {@link Long#MIN_VALUE} when it is that or does not fit.
   *
   * @param from where a text of form WHOLE begins
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

  /** Whether the bytes are this ASCII word, upper and lower case taken as equal. */
  static boolean equalsIgnoreCase(byte[] b, int from, int to, String word) {
    if (to - from != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      byte c = b[from + i];
      byte lower = c >= 'A' && c <= 'Z' ? (byte) (c | 0x20) : c;
      char wanted = word.charAt(i);
      if (lower != (wanted >= 'A' && wanted <= 'Z' ? wanted | 0x20 : wanted)) {
        return false;
      }
    }
    return true;
  }
}
