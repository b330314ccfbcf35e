package org.bandsaw.source;

import java.util.ArrayList;
import java.util.List;
import org.bandsaw.data.EpochTime;

/**
 * A date pattern such as {@code MM/dd/yy HH:mm}, with the numeric letters of {@link
 * java.time.format.DateTimeFormatter}. A single letter matches one or two digits ({@code M}: 7 or
 * 12), two letters match two; {@code yyyy} matches four; {@code S} to {@code SSSSSS} match as many
 * digits of the fraction of a second as there are letters. All other characters match themselves;
 * literal letters must be in single quotes.
 */
final class DatePattern {

  private static final String LETTERS = "yMdHms";

  private static final char LITERAL = '\'';

  private record Token(char letter, int count, String literal) {}

  private final String pattern;
  private final int pivotYear;
  private final List<Token> tokens = new ArrayList<>();
  private final boolean hasTime;

  DatePattern(String pattern, int pivotYear) {
    this.pattern = pattern;
    this.pivotYear = pivotYear;
    String letters = parseTokens();
    for (char required : new char[] {'y', 'M', 'd'}) {
      if (letters.indexOf(required) < 0) {
        throw invalidPattern("'" + required + "' is required");
      }
    }
    hasTime = letters.indexOf('H') >= 0;
    if (!hasTime && letters.length() > 3) {
      throw invalidPattern("a time of day requires 'H'");
    }
  }

  /** Splits the pattern into tokens, and returns each letter that it contains, once. */
  private String parseTokens() {
    StringBuilder letters = new StringBuilder();
    int i = 0;
    while (i < pattern.length()) {
      char c = pattern.charAt(i);
      int from = i;
      if (c == '\'') {
        int close = pattern.indexOf('\'', i + 1);
        if (close < 0) {
          throw invalidPattern("a single quote is not closed");
        }
        tokens.add(new Token(LITERAL, 0, pattern.substring(i + 1, close)));
        i = close + 1;
      } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
        while (i < pattern.length() && pattern.charAt(i) == c) {
          i++;
        }
        checkLetter(c, i - from);
        if (letters.indexOf(String.valueOf(c)) >= 0) {
          throw invalidPattern("it contains '" + c + "' twice");
        }
        letters.append(c);
        tokens.add(new Token(c, i - from, ""));
      } else {
        tokens.add(new Token(LITERAL, 0, String.valueOf(c)));
        i++;
      }
    }
    return letters.toString();
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
              + " literal letters in single quotes, or read the column as text and convert it in a"
              + " stage");
    }
  }

  private IllegalArgumentException invalidPattern(String problem) {
    return new IllegalArgumentException("date pattern '" + pattern + "': " + problem);
  }

  boolean hasTime() {
    return hasTime;
  }

  /** Returns the microseconds since 1970-01-01T00:00, or {@link CsvTimes#INVALID}. */
  long parseMicros(byte[] b, int from, int to) {
    int p = from;
    int year = 0;
    int month = 1;
    int day = 1;
    long micros = 0;
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.letter == LITERAL) {
        if (!startsWith(token.literal, b, p, to)) {
          return CsvTimes.INVALID;
        }
        p += token.literal.length();
        continue;
      }
      int maxDigits = token.count == 1 && token.letter != 'S' ? 2 : token.count;
      int value = 0;
      int digits = 0;
      while (digits < maxDigits && p < to && CsvNumbers.isDigit(b[p])) {
        value = value * 10 + (b[p++] - '0');
        digits++;
      }
      if (digits < token.count) {
        return CsvTimes.INVALID;
      }
      switch (token.letter) {
        case 'y' -> year = token.count == 4 ? value : fullYear(value);
        case 'M' -> month = value;
        case 'd' -> day = value;
        default -> {
          long field = CsvTimes.fieldMicros(token.letter, value, digits);
          if (field < 0) {
            return CsvTimes.INVALID;
          }
          micros += field;
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

  private static boolean startsWith(String literal, byte[] b, int from, int to) {
    int length = literal.length();
    if (from + length > to) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (b[from + i] != literal.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Returns the year with these last two digits in the hundred years from the pivot year on. */
  private int fullYear(int lastTwo) {
    return pivotYear + Math.floorMod(lastTwo - pivotYear, 100);
  }

  @Override
  public String toString() {
    return pattern;
  }
}
