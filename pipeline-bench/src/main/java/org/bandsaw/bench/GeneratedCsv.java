package org.bandsaw.bench;

import java.io.InputStream;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * A CSV file that is made while it is read, a few rows at a time: the same bytes for the same seed.
 */
final class GeneratedCsv extends InputStream {

  /** Appends the cells of a row, without the end of the line. */
  @FunctionalInterface
  interface Row {
    void append(AsciiText to, long row, SplittableRandom random);
  }

  private static final int AT_A_TIME = 1 << 15;

  private final AsciiText text = new AsciiText();
  private final Row cells;
  private final long rows;
  private final SplittableRandom random;
  private long row;
  private int at;

  GeneratedCsv(String header, long rows, long seed, Row cells) {
    this.cells = cells;
    this.rows = rows;
    this.random = new SplittableRandom(seed);
    text.append(header).append('\n');
  }

  private boolean fill() {
    if (at < text.length()) {
      return true;
    }
    if (row == rows) {
      return false;
    }
    text.clear();
    at = 0;
    while (row < rows && text.length() < AT_A_TIME) {
      cells.append(text, row++, random);
      text.append('\n');
    }
    return true;
  }

  @Override
  public int read() {
    return fill() ? text.bytes()[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] to, int from, int length) {
    Objects.checkFromIndexSize(from, length, to.length);
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int some = Math.min(length, text.length() - at);
    System.arraycopy(text.bytes(), at, to, from, some);
    at += some;
    return some;
  }
}
