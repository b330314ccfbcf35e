package org.bandsaw.source;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bandsaw.data.BooleanVector;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Dictionary;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.EpochTime;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.jspecify.annotations.Nullable;

/**
 * One column of a file. Reads its cells into an array. {@link #read} reads a plain cell in place
 * and returns {@link #SLOW_PATH} for any other; {@link #readCell} reads any cell that was split
 * off, and describes what is wrong with it. If both succeed, their values are equal.
 */
final class CsvColumn {

  /** The record must be split first: it contains a quote, or a cell that does not fit. */
  static final int SLOW_PATH = -1;

  private static final int REAL = 0;
  private static final int TEXT = 1;
  private static final int INT = 2;
  private static final int DATE_TIME = 3;
  private static final int LONG = 4;
  private static final int DATE = 5;
  private static final int INSTANT = 6;
  private static final int BOOLEAN = 7;

  final ColumnSpec spec;
  private final int kind;
  private final int fastPathKind;
  private final byte delimiter;
  private final byte quote;
  private final long delimiterPattern;
  private final long quotePattern;
  private final byte[][] missingWords;
  private final CsvDictionaryEncoder encoder;
  private final CsvTimes times = new CsvTimes();
  private final @Nullable DatePattern datePattern;

  private double[] doubles = {};
  private long[] longs = {};
  private int[] ints = {};
  private byte[] booleans = {};

  CsvColumn(ColumnSpec spec, CsvOptions options, @Nullable DatePattern pattern) {
    this.spec = spec;
    this.kind = kind(spec.type());
    this.delimiter = options.delimiter;
    this.quote = options.quote;
    this.delimiterPattern = delimiter * 0x0101010101010101L;
    this.quotePattern = quote * 0x0101010101010101L;
    this.encoder = new CsvDictionaryEncoder(options.missingWordsInText);
    this.missingWords = encodeWords(options.missingWords);
    this.datePattern = pattern;
    this.fastPathKind = kind == TEXT || hasNoNumericWord(missingWords) ? kind : BOOLEAN;
  }

  // With a missing word such as -999 a cell must not be read as a number before it is compared.
  private static boolean hasNoNumericWord(byte[][] words) {
    for (byte[] word : words) {
      if (word.length > 0 && word[0] <= '9') {
        return false;
      }
    }
    return true;
  }

  private static int kind(ValueType type) {
    return switch (type) {
      case DOUBLE -> REAL;
      case STRING -> TEXT;
      case INT -> INT;
      case DATE_TIME -> DATE_TIME;
      case LONG -> LONG;
      case DATE -> DATE;
      case INSTANT -> INSTANT;
      case BOOLEAN -> BOOLEAN;
    };
  }

  static byte[][] encodeWords(String[] words) {
    byte[][] bytes = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      bytes[i] = words[i].getBytes(StandardCharsets.UTF_8);
    }
    return bytes;
  }

  static boolean isOneOf(byte[][] words, byte[] b, int from, int to) {
    for (byte[] word : words) {
      if (Arrays.equals(word, 0, word.length, b, from, to)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the bytes of one value in its array. */
  int bytesPerRow() {
    return switch (kind) {
      case REAL, LONG, DATE_TIME, INSTANT -> 8;
      case BOOLEAN -> 1;
      default -> 4;
    };
  }

  boolean isText() {
    return kind == TEXT;
  }

  /**
   * Begins a chunk.
   *
   * @param capacity initial capacity in rows
   * @param dictionaryBudget maximum size of the dictionary in bytes
   */
  void beginChunk(CsvArrayPool arrays, int capacity, long dictionaryBudget) {
    switch (kind) {
      case REAL -> doubles = arrays.doubles(capacity);
      case LONG, DATE_TIME, INSTANT -> longs = arrays.longs(capacity);
      case BOOLEAN -> booleans = arrays.bytes(capacity);
      case TEXT -> {
        encoder.beginChunk(dictionaryBudget);
        ints = arrays.ints(capacity);
      }
      default -> ints = arrays.ints(capacity);
    }
  }

  void grow(int capacity) {
    switch (kind) {
      case REAL -> doubles = Arrays.copyOf(doubles, capacity);
      case LONG, DATE_TIME, INSTANT -> longs = Arrays.copyOf(longs, capacity);
      case BOOLEAN -> booleans = Arrays.copyOf(booleans, capacity);
      default -> ints = Arrays.copyOf(ints, capacity);
    }
  }

  /** Returns the values read since {@link #beginChunk}, and hands the array over to the vector. */
  Vector toVector(int rows) {
    Vector vector =
        switch (kind) {
          case REAL -> DoubleVector.wrap(doubles, rows);
          case LONG, DATE_TIME, INSTANT -> LongVector.wrap(spec.type(), longs, rows);
          case BOOLEAN -> BooleanVector.wrap(booleans, rows);
          case TEXT -> StringVector.wrap(ints, rows, encoder.dictionary());
          default -> IntVector.wrap(spec.type(), ints, rows);
        };
    doubles = new double[0];
    longs = new long[0];
    ints = new int[0];
    booleans = new byte[0];
    return vector;
  }

  void setMissing(int row) {
    switch (kind) {
      case REAL -> doubles[row] = Double.NaN;
      case LONG, DATE_TIME, INSTANT -> longs[row] = LongVector.MISSING;
      case BOOLEAN -> booleans[row] = BooleanVector.MISSING;
      case TEXT -> ints[row] = Dictionary.MISSING;
      default -> ints[row] = IntVector.MISSING;
    }
  }

  /**
   * Reads the cell that starts at {@code p}. The bytes must contain the end of its line.
   *
   * @return position of the delimiter or the line end after the cell, or {@link #SLOW_PATH}
   */
  int read(byte[] b, int p, int row) {
    return switch (fastPathKind) {
      case REAL -> readDouble(b, p, row);
      case TEXT -> readText(b, p, row);
      case INT -> readInt(b, p, row);
      case DATE_TIME -> readDateTime(b, p, row);
      default -> readSlowPath(b, p, row);
    };
  }

  private boolean isStop(byte c) {
    return c == delimiter || c == '\n' || c == '\r';
  }

  private int readDouble(byte[] b, int p, int row) {
    if (b[p] == delimiter) {
      doubles[row] = Double.NaN;
      return p;
    }
    int q = p;
    boolean negative = b[q] == '-';
    if (negative) {
      q++;
    }
    int start = q;
    long mantissa = 0;
    int n;
    do {
      long word = CsvNumbers.readWord(b, q);
      n = CsvNumbers.leadingDigits(word);
      mantissa = mantissa * CsvNumbers.LONG_POWERS_OF_TEN[n] + CsvNumbers.parseDigits(word, n);
      q += n;
    } while (n == 8);
    int count = q - start;
    int decimals = 0;
    if (b[q] == '.') {
      q++;
      do {
        long word = CsvNumbers.readWord(b, q);
        n = CsvNumbers.leadingDigits(word);
        mantissa = mantissa * CsvNumbers.LONG_POWERS_OF_TEN[n] + CsvNumbers.parseDigits(word, n);
        q += n;
        decimals += n;
      } while (n == 8);
      count += decimals;
    }
    if (!isStop(b[q])
        || count == 0
        || count > CsvNumbers.MAX_DIGITS
        || mantissa >= CsvNumbers.MAX_EXACT_MANTISSA) {
      return readSlowPath(b, p, row);
    }
    double value = mantissa / CsvNumbers.DOUBLE_POWERS_OF_TEN[decimals];
    doubles[row] = negative ? -value : value;
    return q;
  }

  private int readInt(byte[] b, int p, int row) {
    int q = b[p] == '-' ? p + 1 : p;
    long word = CsvNumbers.readWord(b, q);
    int n = CsvNumbers.leadingDigits(word);
    if (n == 0 || n == 8 || !isStop(b[q + n])) {
      return readSlowPath(b, p, row);
    }
    int value = (int) CsvNumbers.parseDigits(word, n);
    ints[row] = q > p ? -value : value;
    return q + n;
  }

  private int readText(byte[] b, int p, int row) {
    long word = CsvNumbers.readWord(b, p);
    int n = stopIndex(word);
    if (n == 8) {
      return readSlowPath(b, p, row);
    }
    if (b[p + n] == quote) {
      return SLOW_PATH;
    }
    int code = Dictionary.MISSING;
    if (n > 0) {
      long key = (word & ((1L << (8 * n)) - 1)) | ((long) n << 56);
      code = encoder.codeOfShort(key, b, p);
      if (code == CsvDictionaryEncoder.MALFORMED) {
        return SLOW_PATH;
      }
    }
    ints[row] = code;
    return p + n;
  }

  /** Returns the index of the first delimiter, line end or quote in a word, or 8. */
  private int stopIndex(long word) {
    long stops =
        zeroByteMask(word ^ delimiterPattern)
            | zeroByteMask(word ^ quotePattern)
            | zeroByteMask(word ^ 0x0A0A0A0A0A0A0A0AL)
            | zeroByteMask(word ^ 0x0D0D0D0D0D0D0D0DL);
    return Long.numberOfTrailingZeros(stops) >>> 3;
  }

  /** Sets the highest bit of the first zero byte, and possibly of bytes after it. */
  private static long zeroByteMask(long x) {
    return (x - 0x0101010101010101L) & ~x & 0x8080808080808080L;
  }

  private int readDateTime(byte[] b, int p, int row) {
    int second = CsvTimes.secondOfDay(b, p + 11);
    if (second < 0 || b[p + 10] != 'T' || !isStop(b[p + 19]) || datePattern != null) {
      return readSlowPath(b, p, row);
    }
    int day = times.day(b, p);
    if (day == CsvTimes.INVALID_DAY) {
      return readSlowPath(b, p, row);
    }
    longs[row] = (day * 86_400L + second) * 1_000_000;
    return p + 19;
  }

  /** Finds the end of the cell before reading it. */
  private int readSlowPath(byte[] b, int p, int row) {
    int q = p;
    int n = stopIndex(CsvNumbers.readWord(b, q));
    while (n == 8) {
      q += 8;
      n = stopIndex(CsvNumbers.readWord(b, q));
    }
    q += n;
    return b[q] == quote || readCell(b, p, q, row) != null ? SLOW_PATH : q;
  }

  /** Reads a cell that was split off. Returns what is wrong with it, or null if it was read. */
  @Nullable String readCell(byte[] b, int start, int stop, int row) {
    if (kind == TEXT) {
      int code = encoder.codeOf(b, start, stop);
      if (code == CsvDictionaryEncoder.MALFORMED) {
        return CsvChunkReader.NOT_UTF8;
      }
      ints[row] = code;
      return null;
    }
    int from = start;
    int to = stop;
    while (from < to && isBlank(b[from])) {
      from++;
    }
    while (to > from && isBlank(b[to - 1])) {
      to--;
    }
    if (from == to || isOneOf(missingWords, b, from, to)) {
      setMissing(row);
      return null;
    }
    return switch (kind) {
      case REAL -> readDoubleCell(b, from, to, row);
      case INT, LONG -> readIntegerCell(b, from, to, row);
      case BOOLEAN -> readBooleanCell(b, from, to, row);
      case DATE -> readDateCell(b, from, to, row);
      default -> readTimeCell(b, from, to, row);
    };
  }

  static boolean isBlank(byte c) {
    return c == ' ' || c == '\t';
  }

  private @Nullable String readDoubleCell(byte[] b, int from, int to, int row) {
    CsvNumbers.NumberKind number = CsvNumbers.classify(b, from, to);
    if (number == CsvNumbers.NumberKind.NOT_A_NUMBER) {
      if (CsvNumbers.equalsIgnoreCase(b, from, to, "NaN")) {
        doubles[row] = Double.NaN;
        return null;
      }
      return "it is not a number";
    }
    double value = CsvNumbers.parseDouble(b, from, to);
    if (Double.isInfinite(value) && number != CsvNumbers.NumberKind.INFINITE) {
      return "it is too large for a DOUBLE";
    }
    doubles[row] = value;
    return null;
  }

  private @Nullable String readIntegerCell(byte[] b, int from, int to, int row) {
    CsvNumbers.NumberKind number = CsvNumbers.classify(b, from, to);
    if (number == CsvNumbers.NumberKind.DECIMAL || number == CsvNumbers.NumberKind.INFINITE) {
      return "it is not a whole number; declare the column DOUBLE";
    }
    if (number == CsvNumbers.NumberKind.NOT_A_NUMBER) {
      return "it is not a whole number";
    }
    long value = CsvNumbers.parseLong(b, from, to);
    if (kind == LONG) {
      longs[row] = value;
      return value == LongVector.MISSING
          ? "it is too large for a LONG (the smallest 64-bit number means missing);"
              + " declare the column STRING, or DOUBLE if it need not be exact"
          : null;
    }
    ints[row] = (int) value;
    return value != (int) value || value == IntVector.MISSING
        ? "it is too large for an INT (the smallest 32-bit number means missing); declare the"
            + " column LONG"
        : null;
  }

  private @Nullable String readBooleanCell(byte[] b, int from, int to, int row) {
    boolean isSingleByte = to == from + 1;
    if ((isSingleByte && b[from] == '1') || CsvNumbers.equalsIgnoreCase(b, from, to, "true")) {
      booleans[row] = 1;
    } else if ((isSingleByte && b[from] == '0')
        || CsvNumbers.equalsIgnoreCase(b, from, to, "false")) {
      booleans[row] = 0;
    } else {
      return "it is neither true nor false";
    }
    return null;
  }

  private @Nullable String readDateCell(byte[] b, int from, int to, int row) {
    if (datePattern != null) {
      long micros = datePattern.parseMicros(b, from, to);
      ints[row] = (int) Math.floorDiv(micros, EpochTime.MICROS_PER_DAY);
      return micros == CsvTimes.INVALID ? patternProblem() : null;
    }
    int day = times.parseDate(b, from, to);
    ints[row] = day;
    return day == CsvTimes.INVALID_DAY
        ? "it is not a date as in 2024-05-17; set another format with datePattern(…)"
        : null;
  }

  private String patternProblem() {
    return "it does not match the date pattern " + datePattern;
  }

  private @Nullable String readTimeCell(byte[] b, int from, int to, int row) {
    if (datePattern != null) {
      longs[row] = datePattern.parseMicros(b, from, to);
      return longs[row] == CsvTimes.INVALID ? patternProblem() : null;
    }
    long micros = times.parseTime(b, from, to, kind == INSTANT);
    longs[row] = micros;
    if (micros == CsvTimes.TOO_PRECISE) {
      return "it is more precise than a microsecond; declare the column STRING to keep all digits";
    }
    if (kind == INSTANT) {
      if (micros == CsvTimes.OFFSET_MISMATCH) {
        return "it has no offset from UTC; declare the column DATE_TIME";
      }
      return micros == CsvTimes.INVALID ? "it is not a time as in 2024-05-17T08:15:30Z" : null;
    }
    if (micros == CsvTimes.OFFSET_MISMATCH) {
      return "it has an offset from UTC; declare the column INSTANT";
    }
    return micros == CsvTimes.INVALID
        ? "it is not a time as in 2024-05-17T08:15:30; set another format with datePattern(…)"
        : null;
  }

  long retainedBytes() {
    return kind == TEXT ? encoder.retainedBytes() : 0;
  }
}
