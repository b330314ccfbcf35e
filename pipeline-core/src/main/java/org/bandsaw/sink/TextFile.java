package org.bandsaw.sink;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.bandsaw.data.Decimal;
import org.bandsaw.data.Retained;
import org.bandsaw.data.Times;

/**
 * A file that is written in pieces and always ends after a whole one: bytes are collected in a
 * buffer, {@link #commit} makes them part of the file, {@link #discardAfter} cuts off what was not
 * committed. Used by one thread.
 */
final class TextFile implements AutoCloseable {

  private static final int PIECE = 1 << 17;
  private static final int LONGEST_NUMBER = 32;

  /** Which files are being written in this process, and by whom; a file is here while open. */
  private static final ConcurrentMap<Path, String> OPEN = new ConcurrentHashMap<>();

  private final Path path;
  // Not a channel: an interrupt would close that in the middle of a chunk.
  private final RandomAccessFile file;
  private final byte[] buffer = new byte[PIECE];
  private int at;
  private long committed;
  private boolean closed;
  private long lastDay = Long.MIN_VALUE;
  private String lastDate = "";

  TextFile(Path path, RandomAccessFile file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Creates or replaces a file.
   *
   * @param sink the name of the sink that writes it
   * @throws IllegalStateException when it is being written already
   */
  static TextFile create(Path path, String sink) throws IOException {
    Path real = realPath(path, sink);
    String owner =
        "sink '" + sink + "', opened by thread '" + Thread.currentThread().getName() + "'";
    String other = OPEN.putIfAbsent(real, owner);
    if (other != null) {
      throw new IllegalStateException(
          "sink '"
              + sink
              + "': "
              + real
              + " is being written by another run ("
              + other
              + "). Give each run a file of its own, or close that run first");
    }
    RandomAccessFile file = null;
    try {
      file = new RandomAccessFile(real.toFile(), "rw");
      file.setLength(0);
      return new TextFile(real, file);
    } catch (IOException e) {
      OPEN.remove(real);
      if (file != null) {
        file.close();
      }
      throw e;
    }
  }

  private static Path realPath(Path path, String sink) throws IOException {
    Path absolute = path.toAbsolutePath();
    if (Files.exists(absolute)) {
      return absolute.toRealPath();
    }
    Path folder = absolute.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new NoSuchFileException(
          String.valueOf(folder),
          null,
          "the folder of sink '" + sink + "' does not exist; create it before the run");
    }
    return folder.toRealPath().resolve(absolute.getFileName());
  }

  /** Everything so far is part of the file. */
  void commit() throws IOException {
    flush();
    committed = file.getFilePointer();
  }

  /**
   * Cuts off what was written since the last commit; a failure of that goes along with the first.
   */
  void discardAfter(Throwable failure) {
    at = 0;
    try {
      file.setLength(committed);
      file.seek(committed);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    at = 0;
    try (RandomAccessFile closing = file) {
      if (closing.length() > committed) {
        closing.setLength(committed);
      }
    } finally {
      OPEN.remove(path);
    }
  }

  private void flush() throws IOException {
    file.write(buffer, 0, at);
    at = 0;
  }

  private void room(int bytes) throws IOException {
    if (PIECE - at < bytes) {
      flush();
    }
  }

  /** One byte. */
  void put(byte value) throws IOException {
    room(1);
    buffer[at++] = value;
  }

  /** Bytes as they are. */
  void put(byte[] bytes) throws IOException {
    put(bytes, 0, bytes.length);
  }

  /** A part of some bytes as they are. */
  void put(byte[] bytes, int from, int length) throws IOException {
    room(length);
    if (length > PIECE) {
      file.write(bytes, from, length);
      return;
    }
    System.arraycopy(bytes, from, buffer, at, length);
    at += length;
  }

  /** A text of ASCII characters only. */
  private void ascii(String text) throws IOException {
    int length = text.length();
    room(length);
    for (int i = 0; i < length; i++) {
      buffer[at++] = (byte) text.charAt(i);
    }
  }

  /** A whole number other than the smallest one, which stands for missing everywhere. */
  void whole(long value) throws IOException {
    room(LONGEST_NUMBER);
    long rest = value;
    if (rest < 0) {
      buffer[at++] = '-';
      rest = -rest;
    }
    if (rest < 10) {
      buffer[at++] = (byte) ('0' + rest);
      return;
    }
    int digits = 1;
    for (long bound = 10; digits < 19 && rest >= bound; bound *= 10) {
      digits++;
    }
    digits(rest, digits);
  }

  /** The last so many digits of a number that is not negative. */
  private void digits(long value, int count) {
    long rest = value;
    int place = at + count;
    while (rest > Integer.MAX_VALUE && place > at) {
      buffer[--place] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    int small = (int) rest;
    while (place > at) {
      buffer[--place] = (byte) ('0' + small % 10);
      small /= 10;
    }
    at += count;
  }

  /** A double that is not NaN, exactly as {@link Decimal#text} writes it. */
  void real(double value) throws IOException {
    double size = Math.abs(value);
    if (size >= 1e-3 && size < 1e7) {
      // A decimal of 13 digits that rounds to this double is the only one of at most 15 that does,
      // and so the shortest once its zeros are cut off.
      long millionths = (long) (size * 1e6 + 0.5);
      if (millionths / 1e6 == size) {
        short6(value < 0, millionths);
        return;
      }
    }
    ascii(Decimal.text(value));
  }

  private void short6(boolean negative, long millionths) throws IOException {
    if (negative) {
      put((byte) '-');
    }
    whole(millionths / 1_000_000);
    buffer[at++] = '.';
    long fraction = millionths % 1_000_000;
    if (fraction == 0) {
      buffer[at++] = '0';
      return;
    }
    digits(fraction, 6);
    while (buffer[at - 1] == '0') {
      at--;
    }
  }

  /** True or false. */
  void bool(boolean value) throws IOException {
    ascii(value ? "true" : "false");
  }

  /** A date, as {@link Times#dateText} writes it. */
  void date(long epochDay) throws IOException {
    if (epochDay != lastDay) {
      lastDay = epochDay;
      lastDate = LocalDate.ofEpochDay(epochDay).toString();
    }
    ascii(lastDate);
  }

  /** A date and time, as {@link Times#dateTimeText} writes it. */
  void dateTime(long micros) throws IOException {
    date(Math.floorDiv(micros, Times.MICROS_OF_DAY));
    long ofDay = Math.floorMod(micros, Times.MICROS_OF_DAY);
    int second = (int) (ofDay / Times.MICROS);
    room(LONGEST_NUMBER);
    buffer[at++] = 'T';
    digits(second / 3600, 2);
    buffer[at++] = ':';
    digits(second / 60 % 60, 2);
    buffer[at++] = ':';
    digits(second % 60, 2);
    long fraction = ofDay % Times.MICROS;
    if (fraction == 0) {
      return;
    }
    buffer[at++] = '.';
    if (fraction % 1_000 == 0) {
      digits(fraction / 1_000, 3);
    } else {
      digits(fraction, 6);
    }
  }

  /** Bytes of the buffer. */
  long retainedBytes() {
    return Retained.bytes(buffer.length);
  }
}
