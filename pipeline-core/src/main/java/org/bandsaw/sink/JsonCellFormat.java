package org.bandsaw.sink;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Formats values according to RFC 8259. */
final class JsonCellFormat implements CellFormat {

  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  @Override
  public byte[] missing() {
    return NULL;
  }

  @Override
  public byte[] encodeText(String value) {
    return quote(value).getBytes(StandardCharsets.UTF_8);
  }

  /** Returns a JSON string, with escapes for control characters and unpaired surrogates. */
  static String quote(String value) {
    StringBuilder text = new StringBuilder(value.length() + 2).append('"');
    value
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case '\b' -> text.append("\\b");
                case '\f' -> text.append("\\f");
                default -> {
                  if (c < ' ' || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
                    text.append(String.format(Locale.ROOT, "\\u%04X", c));
                  } else {
                    text.appendCodePoint(c);
                  }
                }
              }
            });
    return text.append('"').toString();
  }

  @Override
  public byte[] encodeInfinity(boolean positive) {
    return encodeText(positive ? "Infinity" : "-Infinity");
  }

  @Override
  public boolean hasQuotedTimes() {
    return true;
  }
}
