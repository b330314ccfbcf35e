package org.bandsaw.sink;

/** How a format writes what is not a finite number. */
interface CellFormat {

  /** A missing value. */
  byte[] missing();

  /** A text that is not empty, with whatever quotes and escapes it needs. */
  byte[] encodeText(String value);

  /** An infinite number. */
  byte[] encodeInfinity(boolean positive);

  /** Whether dates and times stand in quotes. */
  boolean hasQuotedTimes();
}
