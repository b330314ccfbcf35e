package org.bandsaw.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;

/**
 * A packed CSV file of many rows that takes little room: one packed part, read again and again,
 * which a reader of the format takes for one file.
 */
final class GzipCsv extends InputStream {

  private static final int ROWS_PER_PART = 20_000;

  private final byte[] headerPart;
  private final byte[] fullPart;
  private final byte[] lastPart;
  private final long parts;
  private byte[] current;
  private long part;
  private int position;

  GzipCsv(String header, long rows, long seed, GeneratedCsv.RowWriter cells) throws IOException {
    this.headerPart = gzip(new GeneratedCsv(header, 0, seed, cells));
    this.parts = rows / ROWS_PER_PART;
    this.fullPart = parts == 0 ? new byte[0] : part(ROWS_PER_PART, seed, cells);
    this.lastPart = part(rows % ROWS_PER_PART, seed, cells);
    this.current = headerPart;
  }

  private static byte[] part(long rows, long seed, GeneratedCsv.RowWriter cells)
      throws IOException {
    try (InputStream text = new GeneratedCsv("", rows, seed, cells)) {
      text.skipNBytes(1); // the end of the empty header
      return gzip(text);
    }
  }

  private static byte[] gzip(InputStream text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      text.transferTo(out);
    }
    return bytes.toByteArray();
  }

  private boolean hasMore() {
    while (position == current.length && part <= parts) {
      current = part < parts ? fullPart : lastPart;
      part++;
      position = 0;
    }
    return position < current.length;
  }

  @Override
  public int read() {
    return hasMore() ? current[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] to, int from, int length) {
    Objects.checkFromIndexSize(from, length, to.length);
    if (length == 0) {
      return 0;
    }
    if (!hasMore()) {
      return -1;
    }
    int some = Math.min(length, current.length - position);
    System.arraycopy(current, position, to, from, some);
    position += some;
    return some;
  }

  /** The reader of the format looks here for whether another part follows. */
  @Override
  public int available() {
    return hasMore() ? current.length - position : 0;
  }
}
