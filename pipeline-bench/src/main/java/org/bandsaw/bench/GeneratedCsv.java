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
  interface RowWriter {
    void append(AsciiBuffer to, long row, SplittableRandom random);
  }

  private static final int BUFFER_BYTES = 1 << 15;

  private final AsciiBuffer text = new AsciiBuffer();
  private final RowWriter rowWriter;
  private final long rows;
  private final SplittableRandom random;
  private long row;
  private int position;

  GeneratedCsv(String header, long rows, long seed, RowWriter cells) {
    this.rowWriter = cells;
    this.rows = rows;
    this.random = new SplittableRandom(seed);
    text.append(header).append('\n');
  }

  private boolean fillBuffer() {
    if (position < text.length()) {
      return true;
    }
    if (row == rows) {
      return false;
    }
    text.clear();
    position = 0;
    while (row < rows && text.length() < BUFFER_BYTES) {
      rowWriter.append(text, row++, random);
      text.append('\n');
    }
    return true;
  }

  @Override
  public int read() {
    return fillBuffer() ? text.bytes()[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] to, int from, int length) {
    Objects.checkFromIndexSize(from, length, to.length);
    if (length == 0) {
      return 0;
    }
    if (!fillBuffer()) {
      return -1;
    }
    int some = Math.min(length, text.length() - position);
    System.arraycopy(text.bytes(), position, to, from, some);
    position += some;
    return some;
  }
}
