package org.bandsaw.source;

import java.util.ArrayList;
import java.util.List;
import org.bandsaw.data.EpochTime;

/**
 * A pattern such as {@code MM/dd/yy HH:mm}: letters as {@link java.time.format.DateTimeFormatter}
 * has them, as far as they are numbers. One letter takes one or two digits ({@code M}: 7 or 12),
 * two take two; {@code yyyy} takes four; {@code S} to {@code SSSSSS} take as many digits of a
 * second's fraction as there are letters. All other characters stand for themselves; letters among
 * them stand in single quotes.
 */
final class DatePattern {

  private static final String LETTERS = "yMdHms";

  private record Token(char letter, int count, String literal) {}

  private final String pattern;
  private final int pivotYear;
  private final List<Token> tokens = new ArrayList<>();
  private final boolean hasTime;

  DatePattern(String pattern, int pivotYear) {
    this.pattern = pattern;
    this.pivotYear = pivotYear;
    StringBuilder seen = new StringBuilder();
    int i = 0;
    while (i < pattern.length()) {
      char c = pattern.charAt(i);
      int from = i;
      if (c == '\'') {
        int close = pattern.indexOf('\'', i + 1);
        if (close < 0) {
          throw invalidPattern("a single quote is not closed");
        }
        tokens.add(new Token('\'', 0, pattern.substring(i + 1, close)));
        i = close + 1;
      } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
        while (i < pattern.length() && pattern.charAt(i) == c) {
          i++;
        }
        checkLetter(c, i - from);
        if (seen.indexOf(String.valueOf(c)) >= 0) {
          throw invalidPattern("'" + c + "' stands there twice");
        }
        seen.append(c);
        tokens.add(new Token(c, i - from, ""));
      } else {
        tokens.add(new Token('\'', 0, String.valueOf(c)));
        i++;
      }
    }
    for (char needed : new char[] {'y', 'M', 'd'}) {
      if (seen.indexOf(String.valueOf(needed)) < 0) {
        throw invalidPattern("'" + needed + "' is needed");
      }
    }
    hasTime = seen.indexOf("H") >= 0;
    if (!hasTime && seen.length() > 3) {
      throw invalidPattern("a time of day needs 'H'");
    }
  }

  private void checkLetter(char letter, int count) {
    boolean known =
        (letter == 'S' && count <= 6)
            || (letter == 'y' && (count == 2 || count == 4))
            || (letter != 'y' && LETTERS.indexOf(letter) >= 0 && count <= 2);
    if (!known) {
      throw invalidPattern(
          "'"
              + String.valueOf(letter).repeat(count)
              + "' is not one of yyyy, yy, MM, M, dd, d, HH, H, mm, m, ss, s, S to SSSSSS; put"
              + " letters that stand for themselves in single quotes, or read the column as text and"
              + " convert it in a stage");
    }
  }

  private IllegalArgumentException invalidPattern(String problem) {
    return new IllegalArgumentException("date pattern '" + pattern + "': " + problem);
  }

  boolean hasTime() {
    return hasTime;
  }

  /** Microseconds since 1970-01-01T00:00, or {@link CsvTimes#INVALID}. */
  long parseMicros(byte[] b, int from, int to) {
    int p = from;
    int year = 0;
    int month = 1;
    int day = 1;
    long micros = 0;
    for (int i = 0; i < tokens.size(); i++) {
      Token piece = tokens.get(i);
      if (piece.letter == '\'') {
        int length = piece.literal.length();
        if (p + length > to) {
          return CsvTimes.INVALID;
        }
        for (int k = 0; k < length; k++) {
          if (b[p + k] != piece.literal.charAt(k)) {
            return CsvTimes.INVALID;
          }
        }
        p += length;
        continue;
      }
      int most = piece.count == 1 && piece.letter != 'S' ? 2 : piece.count;
      int value = 0;
      int digits = 0;
      while (digits < most && p < to && CsvNumbers.isDigit(b[p])) {
        value = value * 10 + (b[p++] - '0');
        digits++;
      }
      if (digits < piece.count) {
        return CsvTimes.INVALID;
      }
      switch (piece.letter) {
        case 'y' -> year = piece.count == 4 ? value : fullYear(value);
        case 'M' -> month = value;
        case 'd' -> day = value;
        default -> {
          long part = CsvTimes.partMicros(piece.letter, value, digits);
          if (part < 0) {
            return CsvTimes.INVALID;
          }
          micros += part;
        }
      }
    }
    if (p != to) {
      return CsvTimes.INVALID;
    }
    int epochDay = CsvTimes.epochDay(year, month, day);
    return epochDay == CsvTimes.INVALID_DAY
        ? CsvTimes.INVALID
        : epochDay * EpochTime.MICROS_PER_DAY + micros;
  }

  /** The year with these last two digits among the hundred that begin with the pivot. */
  private int fullYear(int lastTwo) {
    return pivotYear + Math.floorMod(lastTwo - pivotYear, 100);
  }

  @Override
  public String toString() {
    return pattern;
  }
}
