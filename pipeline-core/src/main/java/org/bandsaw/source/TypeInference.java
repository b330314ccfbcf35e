package org.bandsaw.source;

import org.bandsaw.data.ValueType;

/** Infers the type of a column from the cells of a sample. */
final class TypeInference {

  private static final int NUMBER = 1;
  private static final int BOOLEAN = 2;
  private static final int DATE = 4;
  private static final int DATE_TIME = 8;
  private static final int INSTANT = 16;

  private final byte[][] missingWords;
  private final CsvTimes times = new CsvTimes();
  private int candidates = NUMBER | BOOLEAN | DATE | DATE_TIME | INSTANT;
  private boolean hasValues;

  TypeInference(byte[][] missingWords) {
    this.missingWords = missingWords;
  }

  void addCell(byte[] b, int start, int stop) {
    if (candidates == 0) {
      return;
    }
    int from = start;
    int to = stop;
    while (from < to && CsvColumn.isBlank(b[from])) {
      from++;
    }
    while (to > from && CsvColumn.isBlank(b[to - 1])) {
      to--;
    }
    if (from == to || CsvColumn.isOneOf(missingWords, b, from, to)) {
      return;
    }
    if (CsvNumbers.equalsIgnoreCase(b, from, to, "NaN")) {
      candidates &= NUMBER;
      return;
    }
    hasValues = true;
    int fits = 0;
    if ((candidates & NUMBER) != 0 && isNumber(b, from, to)) {
      fits |= NUMBER;
    }
    if ((candidates & BOOLEAN) != 0
        && (CsvNumbers.equalsIgnoreCase(b, from, to, "true")
            || CsvNumbers.equalsIgnoreCase(b, from, to, "false"))) {
      fits |= BOOLEAN;
    }
    if ((candidates & DATE) != 0 && times.parseDate(b, from, to) != CsvTimes.INVALID_DAY) {
      fits |= DATE;
    }
    if ((candidates & DATE_TIME) != 0 && isTime(b, from, to, false)) {
      fits |= DATE_TIME;
    }
    if ((candidates & INSTANT) != 0 && isTime(b, from, to, true)) {
      fits |= INSTANT;
    }
    candidates &= fits;
  }

  private static boolean isNumber(byte[] b, int from, int to) {
    CsvNumbers.NumberKind kind = CsvNumbers.classify(b, from, to);
    return (kind == CsvNumbers.NumberKind.INTEGER || kind == CsvNumbers.NumberKind.DECIMAL)
        && !CsvNumbers.isIdentifierLike(b, from, to);
  }

  private boolean isTime(byte[] b, int from, int to, boolean needsOffset) {
    long micros = times.parseTime(b, from, to, needsOffset);
    return micros != CsvTimes.INVALID
        && micros != CsvTimes.TOO_PRECISE
        && micros != CsvTimes.OFFSET_MISMATCH;
  }

  /** Returns the type that fits all values of the sample; STRING if none does or it has none. */
  ValueType inferredType() {
    if (!hasValues) {
      return ValueType.STRING;
    }
    return switch (candidates) {
      case NUMBER -> ValueType.DOUBLE;
      case BOOLEAN -> ValueType.BOOLEAN;
      case DATE -> ValueType.DATE;
      case DATE_TIME -> ValueType.DATE_TIME;
      case INSTANT -> ValueType.INSTANT;
      default -> ValueType.STRING;
    };
  }
}
