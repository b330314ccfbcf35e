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
final class PackedCsv extends InputStream {

  private static final int ROWS_A_PART = 20_000;

  private final byte[] first;
  private final byte[] usual;
  private final byte[] last;
  private final long parts;
  private byte[] present;
  private long part;
  private int at;

  PackedCsv(String header, long rows, long seed, GeneratedCsv.Row cells) throws IOException {
    this.first = packed(new GeneratedCsv(header, 0, seed, cells));
    this.parts = rows / ROWS_A_PART;
    this.usual = parts == 0 ? new byte[0] : part(ROWS_A_PART, seed, cells);
    this.last = part(rows % ROWS_A_PART, seed, cells);
    this.present = first;
  }

  private static byte[] part(long rows, long seed, GeneratedCsv.Row cells) throws IOException {
    try (InputStream text = new GeneratedCsv("", rows, seed, cells)) {
      text.skipNBytes(1); // the end of the empty header
      return packed(text);
    }
  }

  private static byte[] packed(InputStream text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      text.transferTo(out);
    }
    return bytes.toByteArray();
  }

  private boolean more() {
    while (at == present.length && part <= parts) {
      present = part < parts ? usual : last;
      part++;
      at = 0;
    }
    return at < present.length;
  }

  @Override
  public int read() {
    return more() ? present[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] to, int from, int length) {
    Objects.checkFromIndexSize(from, length, to.length);
    if (length == 0) {
      return 0;
    }
    if (!more()) {
      return -1;
    }
    int some = Math.min(length, present.length - at);
    System.arraycopy(present, at, to, from, some);
    at += some;
    return some;
  }

  /** The reader of the format looks here for whether another part follows. */
  @Override
  public int available() {
    return more() ? present.length - at : 0;
  }
}
