package org.bandsaw.source;

import org.bandsaw.data.EpochTime;

/**
 * Parses ISO 8601 dates and times from bytes. The last date is cached, since dates often repeat.
 */
final class CsvTimes {

  /** Not a time. */
  static final long INVALID = Long.MIN_VALUE;

  /** A time that is more precise than a microsecond. */
  static final long TOO_PRECISE = Long.MIN_VALUE + 1;

  /** A time with an offset where none is allowed, or without one where it is required. */
  static final long OFFSET_MISMATCH = Long.MIN_VALUE + 2;

  /** Not a date. */
  static final int INVALID_DAY = Integer.MIN_VALUE;

  private static final int DATE_LENGTH = 10;
  private static final long COLONS = 0x30303A30303A3030L;
  private static final long MICROS_PER_SECOND = EpochTime.MICROS_PER_SECOND;

  private long lastDateHead;
  private long lastDateTail;
  private int day = INVALID_DAY;

  /** Returns the days since 1970-01-01 of a valid date, or {@link #INVALID_DAY}. */
  static int epochDay(int year, int month, int dayOfMonth) {
    if (month < 1 || month > 12 || dayOfMonth < 1 || dayOfMonth > daysInMonth(year, month)) {
      return INVALID_DAY;
    }
    // Years start in March here, so that the leap day is the last day.
    int y = month <= 2 ? year - 1 : year;
    int era = Math.floorDiv(y, 400);
    int yearOfEra = y - era * 400;
    int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + dayOfMonth - 1;
    int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097 + dayOfEra - 719_468;
  }

  private static int daysInMonth(int year, int month) {
    if (month == 2) {
      return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }

  /** Returns the day of a date of ten bytes such as {@code 2024-05-17}, or {@link #INVALID_DAY}. */
  int day(byte[] b, int at) {
    long head = CsvNumbers.readWord(b, at);
    long tail = CsvNumbers.readWord(b, at + 2);
    if (((head ^ lastDateHead) | (tail ^ lastDateTail)) != 0) {
      lastDateHead = head;
      lastDateTail = tail;
      day = parseDay(b, at);
    }
    return day;
  }

  private static int parseDay(byte[] b, int at) {
    if (b[at + 4] != '-' || b[at + 7] != '-') {
      return INVALID_DAY;
    }
    int century = twoDigits(b, at);
    int year = twoDigits(b, at + 2);
    int month = twoDigits(b, at + 5);
    int dayOfMonth = twoDigits(b, at + 8);
    return (century | year | month | dayOfMonth) < 0
        ? INVALID_DAY
        : epochDay(century * 100 + year, month, dayOfMonth);
  }

  /** Returns the value of two digits, or -1. */
  private static int twoDigits(byte[] b, int at) {
    return CsvNumbers.isDigit(b[at]) && CsvNumbers.isDigit(b[at + 1])
        ? (b[at] - '0') * 10 + b[at + 1] - '0'
        : -1;
  }

  /** Returns the second of the day of a time of eight bytes such as {@code 08:15:30}, or -1. */
  static int secondOfDay(byte[] b, int at) {
    long x = CsvNumbers.readWord(b, at) ^ COLONS;
    // The xor makes digits 0 to 9 and colons 0; any other byte is greater than 9.
    if ((((x + 0x76767F76767F7676L) | x) & 0x8080808080808080L) != 0) {
      return -1;
    }
    long pairs = x * 10 + (x >>> 8);
    int hour = (int) pairs & 0xFF;
    int minute = (int) (pairs >>> 24) & 0xFF;
    int second = (int) (pairs >>> 48) & 0xFF;
    return hour > 23 || minute > 59 || second > 59 ? -1 : hour * 3_600 + minute * 60 + second;
  }

  /** Returns the day of a cell, or {@link #INVALID_DAY}. */
  int parseDate(byte[] b, int from, int to) {
    return to - from == DATE_LENGTH ? day(b, from) : INVALID_DAY;
  }

  /**
   * Returns the time of a cell such as {@code 2024-05-17T08:15:30.123456+02:00}. Seconds and
   * fraction are optional; a space may replace the T.
   *
   * @param needsOffset whether an offset (Z, +02:00, +0200, +02) is required; otherwise none is
   *     allowed
   * @return microseconds since 1970-01-01T00:00, {@link #INVALID}, {@link #TOO_PRECISE} or {@link
   *     #OFFSET_MISMATCH}
   */
  long parseTime(byte[] b, int from, int to, boolean needsOffset) {
    if (to - from < DATE_LENGTH + 6 || (b[from + 10] != 'T' && b[from + 10] != ' ')) {
      return INVALID;
    }
    int date = day(b, from);
    int hour = twoDigits(b, from + 11);
    int minute = twoDigits(b, from + 14);
    if (date == INVALID_DAY || hour < 0 || hour > 23 || b[from + 13] != ':') {
      return INVALID;
    }
    if (minute < 0 || minute > 59) {
      return INVALID;
    }
    long micros = date * EpochTime.MICROS_PER_DAY + (hour * 60 + minute) * (60 * MICROS_PER_SECOND);
    int p = from + 16;
    boolean isTooPrecise = false;
    if (p + 2 < to && b[p] == ':') {
      int second = twoDigits(b, p + 1);
      if (second < 0 || second > 59) {
        return INVALID;
      }
      micros += second * MICROS_PER_SECOND;
      p += 3;
      if (p < to && b[p] == '.') {
        int fraction = p + 1;
        p = digitsEnd(b, fraction, to);
        if (p == fraction) {
          return INVALID;
        }
        micros += fractionMicros(b, fraction, p);
        isTooPrecise = hasNonZeroDigit(b, fraction + 6, p);
      }
    }
    boolean hasOffset = p < to;
    if (hasOffset) {
      int minutes = offsetMinutes(b, p, to);
      if (minutes == Integer.MIN_VALUE) {
        return INVALID;
      }
      micros -= minutes * (60 * MICROS_PER_SECOND);
    }
    if (hasOffset != needsOffset) {
      return OFFSET_MISMATCH;
    }
    return isTooPrecise ? TOO_PRECISE : micros;
  }

  private static int digitsEnd(byte[] b, int from, int to) {
    int p = from;
    while (p < to && CsvNumbers.isDigit(b[p])) {
      p++;
    }
    return p;
  }

  /** Returns the microseconds of a fraction of a second; digits after the sixth are ignored. */
  private static long fractionMicros(byte[] b, int from, int to) {
    long micros = 0;
    long unit = MICROS_PER_SECOND / 10;
    for (int p = from; p < to; p++) {
      micros += unit * (b[p] - '0');
      unit /= 10;
    }
    return micros;
  }

  private static boolean hasNonZeroDigit(byte[] b, int from, int to) {
    for (int p = from; p < to; p++) {
      if (b[p] != '0') {
        return true;
      }
    }
    return false;
  }

  /** Returns the offset from UTC in minutes, positive in the east, or {@link Integer#MIN_VALUE}. */
  private static int offsetMinutes(byte[] b, int from, int to) {
    if (b[from] == 'Z') {
      return to == from + 1 ? 0 : Integer.MIN_VALUE;
    }
    int length = to - from;
    if ((b[from] != '+' && b[from] != '-') || length < 3 || length == 4 || length > 6) {
      return Integer.MIN_VALUE;
    }
    int hours = twoDigits(b, from + 1);
    int minutes = 0;
    if (length == 5) {
      minutes = twoDigits(b, from + 3);
    } else if (length == 6) {
      minutes = b[from + 3] == ':' ? twoDigits(b, from + 4) : -1;
    }
    if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) {
      return Integer.MIN_VALUE;
    }
    return (b[from] == '-' ? -1 : 1) * (hours * 60 + minutes);
  }

  /**
   * Returns the microseconds of one field of a time of day, or -1 if the value is out of range.
   *
   * @param letter {@code H}, {@code m}, {@code s} or {@code S}
   * @param digits number of digits of the value, which is a fraction of a second for {@code S}
   */
  static long fieldMicros(char letter, int value, int digits) {
    switch (letter) {
      case 'H' -> {
        return value > 23 ? -1 : value * (3_600 * MICROS_PER_SECOND);
      }
      case 'm' -> {
        return value > 59 ? -1 : value * (60 * MICROS_PER_SECOND);
      }
      case 's' -> {
        return value > 59 ? -1 : value * MICROS_PER_SECOND;
      }
      default -> {
        long micros = value;
        for (int i = digits; i < 6; i++) {
          micros *= 10;
        }
        return micros;
      }
    }
  }
}
