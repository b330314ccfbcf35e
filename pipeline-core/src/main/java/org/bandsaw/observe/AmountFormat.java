package org.bandsaw.observe;

import java.util.Locale;

/** Amounts as people say them. */
final class AmountFormat {

  private static final double MEBIBYTE = 1 << 20;

  private AmountFormat() {}

  /** As in {@code 1 row}, {@code 400 rows}. */
  static String rows(int count) {
    return count == 1 ? "1 row" : count + " rows";
  }

  /** As in {@code 64 MiB}, {@code 1.2 MiB}, {@code 300 bytes}. */
  static String mebibytes(long bytes) {
    return bytes < 1 << 10 ? bytes + " bytes" : number(bytes) + " MiB";
  }

  /** As in {@code 1.2 of 64 MiB}. */
  static String ofBudget(long bytes, long budget) {
    return budget < 1 << 10
        ? bytes + " of " + budget + " bytes"
        : number(bytes) + " of " + number(budget) + " MiB";
  }

  private static String number(long bytes) {
    boolean whole = bytes % (1 << 20) == 0;
    double mebibytes = bytes / MEBIBYTE;
    String form = whole ? "%.0f" : mebibytes < 0.1 ? "%.3f" : "%.1f";
    return String.format(Locale.ROOT, form, mebibytes);
  }
}
