package org.bandsaw.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;

/**
 * A gzip-compressed CSV file of many rows that takes little memory: it repeats one compressed part.
 * A gzip reader decompresses concatenated parts as one file.
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

  GzipCsv(String header, long rows, long seed, GeneratedCsv.RowWriter rowWriter)
      throws IOException {
    this.headerPart = gzip(new GeneratedCsv(header, 0, seed, rowWriter));
    this.parts = rows / ROWS_PER_PART;
    this.fullPart = parts == 0 ? new byte[0] : part(ROWS_PER_PART, seed, rowWriter);
    this.lastPart = part(rows % ROWS_PER_PART, seed, rowWriter);
    this.current = headerPart;
  }

  private static byte[] part(long rows, long seed, GeneratedCsv.RowWriter rowWriter)
      throws IOException {
    try (InputStream text = new GeneratedCsv("", rows, seed, rowWriter)) {
      text.skipNBytes(1); // the line end of the empty header
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
  public int read(byte[] target, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (!hasMore()) {
      return -1;
    }
    int count = Math.min(length, current.length - position);
    System.arraycopy(current, position, target, offset, count);
    position += count;
    return count;
  }

  /** Called by the gzip reader to find out whether another part follows. */
  @Override
  public int available() {
    return hasMore() ? current.length - position : 0;
  }
}
