package org.bandsaw.sink;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.bandsaw.data.DoubleFormatter;
import org.bandsaw.data.EpochTime;
import org.bandsaw.data.MemorySizes;

/**
 * A buffered text file that ends after its last commit: {@link #commit} makes the bytes written so
 * far part of the file, {@link #rollback} truncates those after the last commit. Used by one
 * thread.
 */
final class TextFile implements AutoCloseable {

  private static final int BUFFER_BYTES = 1 << 17;
  private static final int MAX_NUMBER_BYTES = 32;

  /** Open files of this process, and the sinks that write them. */
  private static final ConcurrentMap<Path, String> OPEN_FILES = new ConcurrentHashMap<>();

  private final Path path;
  // Not a channel, which an interrupt would close in the middle of a chunk.
  private final RandomAccessFile file;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private long committedBytes;
  private boolean closed;
  private long lastEpochDay = Long.MIN_VALUE;
  private String lastDate = "";

  TextFile(Path path, RandomAccessFile file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Creates or replaces a file.
   *
   * @param sink name of the sink that writes it
   * @throws IllegalStateException if another sink of this process has it open
   */
  static TextFile create(Path path, String sink) throws IOException {
    Path real = realPath(path, sink);
    String owner =
        "sink '" + sink + "', opened by thread '" + Thread.currentThread().getName() + "'";
    String other = OPEN_FILES.putIfAbsent(real, owner);
    if (other != null) {
      throw new IllegalStateException(
          "sink '"
              + sink
              + "': "
              + real
              + " is being written by another run ("
              + other
              + "). Use another file for each run, or close that run first");
    }
    RandomAccessFile file = null;
    try {
      file = new RandomAccessFile(real.toFile(), "rw");
      file.setLength(0);
      return new TextFile(real, file);
    } catch (IOException e) {
      OPEN_FILES.remove(real);
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
    Path directory = absolute.getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new NoSuchFileException(
          String.valueOf(directory),
          null,
          "the directory of sink '" + sink + "' does not exist; create it before the run");
    }
    return directory.toRealPath().resolve(absolute.getFileName());
  }

  /** Makes the bytes written so far part of the file. */
  void commit() throws IOException {
    flush();
    committedBytes = file.getFilePointer();
  }

  /**
   * Truncates the bytes after the last commit. If that fails, the exception is added to the given
   * failure as a suppressed one.
   */
  void rollback(Throwable failure) {
    position = 0;
    try {
      file.setLength(committedBytes);
      file.seek(committedBytes);
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
    position = 0;
    try (RandomAccessFile closing = file) {
      if (closing.length() > committedBytes) {
        closing.setLength(committedBytes);
      }
    } finally {
      OPEN_FILES.remove(path);
    }
  }

  private void flush() throws IOException {
    file.write(buffer, 0, position);
    position = 0;
  }

  private void ensureRoom(int bytes) throws IOException {
    if (BUFFER_BYTES - position < bytes) {
      flush();
    }
  }

  /** Writes a byte. */
  void put(byte value) throws IOException {
    ensureRoom(1);
    buffer[position++] = value;
  }

  /** Writes bytes. */
  void put(byte[] bytes) throws IOException {
    put(bytes, 0, bytes.length);
  }

  /** Writes some of the bytes of an array. */
  void put(byte[] bytes, int from, int length) throws IOException {
    ensureRoom(length);
    if (length > BUFFER_BYTES) {
      file.write(bytes, from, length);
      return;
    }
    System.arraycopy(bytes, from, buffer, position, length);
    position += length;
  }

  /** Writes a text, which must be ASCII. */
  private void putAscii(String text) throws IOException {
    int length = text.length();
    ensureRoom(length);
    for (int i = 0; i < length; i++) {
      buffer[position++] = (byte) text.charAt(i);
    }
  }

  /** Writes a whole number. {@link Long#MIN_VALUE}, which means missing, is not supported. */
  void putLong(long value) throws IOException {
    ensureRoom(MAX_NUMBER_BYTES);
    long rest = value;
    if (rest < 0) {
      buffer[position++] = '-';
      rest = -rest;
    }
    if (rest < 10) {
      buffer[position++] = (byte) ('0' + rest);
      return;
    }
    int digits = 1;
    for (long bound = 10; digits < 19 && rest >= bound; bound *= 10) {
      digits++;
    }
    putDigits(rest, digits);
  }

  /** Writes the last digits of a number that is not negative. */
  private void putDigits(long value, int count) {
    long rest = value;
    int place = position + count;
    while (rest > Integer.MAX_VALUE && place > position) {
      buffer[--place] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    int small = (int) rest;
    while (place > position) {
      buffer[--place] = (byte) ('0' + small % 10);
      small /= 10;
    }
    position += count;
  }

  /** Writes a double that is not NaN, in the format of {@link DoubleFormatter#format}. */
  void putDouble(double value) throws IOException {
    double magnitude = Math.abs(value);
    if (magnitude >= 1e-3 && magnitude < 1e7) {
      // At most one decimal of up to 15 digits rounds to a given double. So a decimal of 13 digits
      // that does is, without its trailing zeros, the shortest one.
      long millionths = (long) (magnitude * 1e6 + 0.5);
      if (millionths / 1e6 == magnitude) {
        putSixDecimals(value < 0, millionths);
        return;
      }
    }
    putAscii(DoubleFormatter.format(value));
  }

  private void putSixDecimals(boolean negative, long millionths) throws IOException {
    if (negative) {
      put((byte) '-');
    }
    putLong(millionths / 1_000_000);
    buffer[position++] = '.';
    long fraction = millionths % 1_000_000;
    if (fraction == 0) {
      buffer[position++] = '0';
      return;
    }
    putDigits(fraction, 6);
    while (buffer[position - 1] == '0') {
      position--;
    }
  }

  /** Writes {@code true} or {@code false}. */
  void putBoolean(boolean value) throws IOException {
    putAscii(value ? "true" : "false");
  }

  /** Writes a date in the format of {@link EpochTime#formatDate}. */
  void putDate(long epochDay) throws IOException {
    if (epochDay != lastEpochDay) {
      lastEpochDay = epochDay;
      lastDate = LocalDate.ofEpochDay(epochDay).toString();
    }
    putAscii(lastDate);
  }

  /** Writes a date and time in the format of {@link EpochTime#formatDateTime}. */
  void putDateTime(long micros) throws IOException {
    putDate(Math.floorDiv(micros, EpochTime.MICROS_PER_DAY));
    long ofDay = Math.floorMod(micros, EpochTime.MICROS_PER_DAY);
    int second = (int) (ofDay / EpochTime.MICROS_PER_SECOND);
    ensureRoom(MAX_NUMBER_BYTES);
    buffer[position++] = 'T';
    putDigits(second / 3600, 2);
    buffer[position++] = ':';
    putDigits(second / 60 % 60, 2);
    buffer[position++] = ':';
    putDigits(second % 60, 2);
    long fraction = ofDay % EpochTime.MICROS_PER_SECOND;
    if (fraction == 0) {
      return;
    }
    buffer[position++] = '.';
    if (fraction % 1_000 == 0) {
      putDigits(fraction / 1_000, 3);
    } else {
      putDigits(fraction, 6);
    }
  }

  /** Returns the bytes of the buffer. */
  long retainedBytes() {
    return MemorySizes.bytes(buffer.length);
  }
}
