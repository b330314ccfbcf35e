package org.bandsaw.sink;

/** The format of values other than finite numbers. */
interface CellFormat {

  /** Returns the bytes of a missing value. */
  byte[] missing();

  /** Returns the bytes of a text that is not empty, with the required quotes and escapes. */
  byte[] encodeText(String value);

  /** Returns the bytes of an infinite number. */
  byte[] encodeInfinity(boolean positive);

  /** Whether dates and times are quoted. */
  boolean hasQuotedTimes();
}
