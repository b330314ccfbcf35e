package org.bandsaw.source;

import org.bandsaw.data.ValueType;

/** What type a column may have, after each cell of a sample. */
final class TypeGuess {

  private static final int NUMBER = 1;
  private static final int BOOLEAN = 2;
  private static final int DATE = 4;
  private static final int DATE_TIME = 8;
  private static final int INSTANT = 16;

  private final byte[][] missingWords;
  private final CsvTimes times = new CsvTimes();
  private int possible = NUMBER | BOOLEAN | DATE | DATE_TIME | INSTANT;
  private boolean seen;

  TypeGuess(byte[][] missingWords) {
    this.missingWords = missingWords;
  }

  void see(byte[] b, int start, int stop) {
    if (possible == 0) {
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
    if (CsvNumbers.isWord(b, from, to, "NaN")) {
      possible &= NUMBER;
      return;
    }
    seen = true;
    int fits = 0;
    if ((possible & NUMBER) != 0 && isNumber(b, from, to)) {
      fits |= NUMBER;
    }
    if ((possible & BOOLEAN) != 0
        && (CsvNumbers.isWord(b, from, to, "true") || CsvNumbers.isWord(b, from, to, "false"))) {
      fits |= BOOLEAN;
    }
    if ((possible & DATE) != 0 && times.date(b, from, to) != CsvTimes.NO_DAY) {
      fits |= DATE;
    }
    if ((possible & DATE_TIME) != 0 && isTime(b, from, to, false)) {
      fits |= DATE_TIME;
    }
    if ((possible & INSTANT) != 0 && isTime(b, from, to, true)) {
      fits |= INSTANT;
    }
    possible &= fits;
  }

  private static boolean isNumber(byte[] b, int from, int to) {
    CsvNumbers.Form form = CsvNumbers.form(b, from, to);
    return (form == CsvNumbers.Form.WHOLE || form == CsvNumbers.Form.FRACTION)
        && !CsvNumbers.isCode(b, from, to);
  }

  private boolean isTime(byte[] b, int from, int to, boolean offset) {
    long micros = times.time(b, from, to, offset);
    return micros != CsvTimes.BAD && micros != CsvTimes.TOO_FINE && micros != CsvTimes.OTHER_KIND;
  }

  /** The type that fits all cells seen; text when none does or nothing was seen. */
  ValueType type() {
    if (!seen) {
      return ValueType.STRING;
    }
    return switch (possible) {
      case NUMBER -> ValueType.DOUBLE;
      case BOOLEAN -> ValueType.BOOLEAN;
      case DATE -> ValueType.DATE;
      case DATE_TIME -> ValueType.DATE_TIME;
      case INSTANT -> ValueType.INSTANT;
      default -> ValueType.STRING;
    };
  }
}
