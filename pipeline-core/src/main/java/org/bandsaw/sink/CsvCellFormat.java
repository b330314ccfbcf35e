package org.bandsaw.sink;

import java.nio.charset.StandardCharsets;

/** Formats cells according to RFC 4180. */
final class CsvCellFormat implements CellFormat {

  private static final byte[] EMPTY = {};
  private static final byte[] QUOTED_EMPTY = {'"', '"'};

  private final char delimiter;
  private final boolean isSingleColumn;

  CsvCellFormat(char delimiter, boolean isSingleColumn) {
    this.delimiter = delimiter;
    this.isSingleColumn = isSingleColumn;
  }

  @Override
  public byte[] missing() {
    return isSingleColumn ? QUOTED_EMPTY : EMPTY;
  }

  @Override
  public byte[] encodeText(String value) {
    String cell = needsQuotes(value) ? '"' + value.replace("\"", "\"\"") + '"' : value;
    return toUtf8(cell);
  }

  private boolean needsQuotes(String value) {
    if (isBlank(value.charAt(0)) || isBlank(value.charAt(value.length() - 1))) {
      return true;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == delimiter || c == '"' || c == '\n' || c == '\r') {
        return true;
      }
    }
    return false;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  /** Encodes a text as UTF-8. An unpaired surrogate, which has no encoding, becomes U+FFFD. */
  private static byte[] toUtf8(String text) {
    StringBuilder valid = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
        .forEach(valid::appendCodePoint);
    return valid.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] encodeInfinity(boolean positive) {
    return (positive ? "Infinity" : "-Infinity").getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public boolean hasQuotedTimes() {
    return false;
  }
}
