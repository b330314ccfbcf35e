package org.bandsaw.bench;

import java.io.InputStream;
import java.util.Objects;
import java.util.SplittableRandom;

/** A CSV file that is generated while it is read; the same seed gives the same bytes. */
final class GeneratedCsv extends InputStream {

  /** Appends the cells of a row, without the line end. */
  @FunctionalInterface
  interface RowWriter {
    void append(AsciiBuffer out, long row, SplittableRandom random);
  }

  private static final int BUFFER_BYTES = 1 << 15;

  private final AsciiBuffer text = new AsciiBuffer();
  private final RowWriter rowWriter;
  private final long rows;
  private final SplittableRandom random;
  private long row;
  private int position;

  GeneratedCsv(String header, long rows, long seed, RowWriter rowWriter) {
    this.rowWriter = rowWriter;
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
  public int read(byte[] target, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (!fillBuffer()) {
      return -1;
    }
    int count = Math.min(length, text.length() - position);
    System.arraycopy(text.bytes(), position, target, offset, count);
    position += count;
    return count;
  }
}
