package org.bandsaw.observe;

import java.util.Locale;

/** Formats amounts for event texts. */
final class AmountFormat {

  private static final double MEBIBYTE = 1 << 20;

  private AmountFormat() {}

  /** Returns, for example, {@code 1 row} or {@code 400 rows}. */
  static String rows(int count) {
    return count == 1 ? "1 row" : count + " rows";
  }

  /** Returns, for example, {@code 64 MiB}, {@code 1.2 MiB} or {@code 300 bytes}. */
  static String mebibytes(long bytes) {
    return bytes < 1 << 10 ? bytes + " bytes" : number(bytes) + " MiB";
  }

  /** Returns usage and budget, for example, {@code 1.2 of 64 MiB}. */
  static String ofBudget(long bytes, long budget) {
    return budget < 1 << 10
        ? bytes + " of " + budget + " bytes"
        : number(bytes) + " of " + number(budget) + " MiB";
  }

  private static String number(long bytes) {
    boolean whole = bytes % (1 << 20) == 0;
    double mebibytes = bytes / MEBIBYTE;
    String format = whole ? "%.0f" : mebibytes < 0.1 ? "%.3f" : "%.1f";
    return String.format(Locale.ROOT, format, mebibytes);
  }
}
