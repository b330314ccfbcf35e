package org.bandsaw.state;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values that a {@link StateWriter} wrote, in the same order, from memory or from a
 * stream. Lengths are compared with the number of bytes that can be left before memory is
 * allocated. Bytes that are not such values cause a {@link StateCorruptException}. If the stream
 * fails, methods throw an {@link UncheckedIOException}. Used by one thread.
 */
public final class StateReader {

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final @Nullable InputStream source;
  private final long maxBytes;
  private byte[] buffer;
  private int position;
  private int end;
  private long bufferOffset; // of the buffer's first byte in the state

  /** A reader of an array, which is not copied. */
  public StateReader(byte[] bytes) {
    this.source = null;
    this.maxBytes = bytes.length;
    this.buffer = bytes;
    this.end = bytes.length;
  }

  /**
   * A reader of a stream, through a buffer of at most 64 KiB. The stream is not closed.
   *
   * @param source its end is the end of the state
   * @param maxBytes upper bound of the length of the state; no more bytes are read
   */
  public StateReader(InputStream source, long maxBytes) {
    this(source, maxBytes, StateWriter.BLOCK_BYTES);
  }

  private StateReader(InputStream source, long maxBytes, int bufferBytes) {
    if (maxBytes < 0) {
      throw new IllegalArgumentException("a state of at most " + maxBytes + " bytes");
    }
    this.source = Objects.requireNonNull(source, "source");
    this.maxBytes = maxBytes;
    this.buffer = new byte[(int) Math.max(Long.BYTES, Math.min(bufferBytes, maxBytes))];
  }

  /**
   * Returns the version of what follows.
   *
   * @param newestKnown the newest version that the caller can read
   * @throws StateMismatchException if the version is newer, or less than 1
   */
  public int readVersion(int newestKnown) {
    int found = readInt();
    if (found > newestKnown || found < 1) {
      throw new StateMismatchException(
          "state of version "
              + found
              + " cannot be read; this library reads versions up to "
              + newestKnown,
          List.of());
    }
    return found;
  }

  /** Reads 4 bytes. */
  public int readInt() {
    require(Integer.BYTES);
    int value = (int) INT.get(buffer, position);
    position += Integer.BYTES;
    return value;
  }

  /** Reads 8 bytes. */
  public long readLong() {
    require(Long.BYTES);
    long value = (long) LONG.get(buffer, position);
    position += Long.BYTES;
    return value;
  }

  /** Reads a double. */
  public double readDouble() {
    return Double.longBitsToDouble(readLong());
  }

  /** Reads a boolean. */
  public boolean readBoolean() {
    require(1);
    byte value = buffer[position++];
    if (value != 0 && value != 1) {
      throw new StateCorruptException("a boolean was expected at byte " + (offset() - 1));
    }
    return value == 1;
  }

  /** Reads an array with its length. */
  public double[] readDoubles() {
    double[] values = new double[readCount(8)];
    for (int i = 0; i < values.length; i++) {
      values[i] = readDouble();
    }
    return values;
  }

  /** Reads an array with its length. */
  public long[] readLongs() {
    long[] values = new long[readCount(8)];
    for (int i = 0; i < values.length; i++) {
      values[i] = readLong();
    }
    return values;
  }

  /** Reads an array with its length. */
  public int[] readInts() {
    int[] values = new int[readCount(4)];
    for (int i = 0; i < values.length; i++) {
      values[i] = readInt();
    }
    return values;
  }

  /** Reads an array with its length. */
  public byte[] readBytes() {
    byte[] values = new byte[readCount(1)];
    readRaw(values, 0, values.length);
    return values;
  }

  /** Reads a text. */
  public String readString() {
    int length = readCount(1);
    if (length <= end - position) {
      String text = new String(buffer, position, length, StandardCharsets.UTF_8);
      position += length;
      return text;
    }
    byte[] utf8 = new byte[length];
    readRaw(utf8, 0, length);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  /** Reads a map that {@link StateWriter#writeSortedMap} wrote. */
  public <K, V> void readMap(
      BiConsumer<K, V> put, Function<StateReader, K> key, Function<StateReader, V> value) {
    int size = readCount(1);
    for (int i = 0; i < size; i++) {
      K k = key.apply(this);
      put.accept(k, value.apply(this));
    }
  }

  /**
   * Reads a number of elements.
   *
   * @param bytesEach the least number of bytes of an element
   * @throws StateCorruptException if it is negative, or too large for the bytes that are left
   */
  public int readCount(int bytesEach) {
    int count = readInt();
    if (count < 0 || (long) count * bytesEach > maxRemaining()) {
      throw new StateCorruptException(
          count + " elements are announced at byte " + (offset() - 4) + ", more than can be left");
    }
    return count;
  }

  /**
   * Loads a part that {@link StateWriter#writeNested(Saveable)} wrote.
   *
   * @throws StateCorruptException if the part is longer than what the target reads
   */
  public void readNested(Saveable target) {
    readNested(
        part -> {
          target.load(part);
          return true;
        });
  }

  /**
   * Reads a part that {@link StateWriter#writeNested} wrote.
   *
   * @param how reads the part, all of it, from the reader that it receives, which is valid during
   *     the call; it does not use this reader
   * @throws StateCorruptException if the part is longer than what is read
   */
  public <T> T readNested(Function<StateReader, T> how) {
    BlockInputStream blocks = new BlockInputStream(this);
    StateReader part = new StateReader(blocks, maxRemaining(), blocks.left);
    T value = how.apply(part);
    if (!part.isAtEnd()) {
      throw new StateCorruptException(
          "a part that begins at byte "
              + blocks.start
              + " is longer than what was read from it, "
              + part.offset()
              + " bytes");
    }
    blocks.requireEnd();
    return value;
  }

  /** Returns whether all bytes were read. */
  public boolean isAtEnd() {
    return position == end && fill(1) < 1;
  }

  /** Copies all bytes that are left. */
  void transferTo(OutputStream out) {
    try {
      while (!isAtEnd()) {
        out.write(buffer, position, end - position);
        position = end;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long offset() {
    return bufferOffset + position;
  }

  private long maxRemaining() {
    return maxBytes - offset();
  }

  private void require(int count) {
    if (end - position < count && fill(count) < count) {
      throw tooShort();
    }
  }

  private StateCorruptException tooShort() {
    return new StateCorruptException(
        "the state ends at byte " + (bufferOffset + end) + ", too early");
  }

  /** Returns how many bytes are buffered: at least {@code count}, unless the state ends before. */
  private int fill(int count) {
    int present = end - position;
    if (source == null) {
      return present;
    }
    System.arraycopy(buffer, position, buffer, 0, present);
    bufferOffset += position;
    position = 0;
    end = present;
    while (end < count) {
      int read = readSource(buffer, end, buffer.length - end);
      if (read < 0) {
        break;
      }
      end += read;
    }
    return end;
  }

  /** Reads from the stream, past the buffer, into whose place the bytes go that follow it. */
  private int readSource(byte[] into, int at, int room) {
    int length = (int) Math.min(room, maxBytes - bufferOffset - end);
    try {
      return length == 0 ? -1 : Objects.requireNonNull(source).read(into, at, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readRaw(byte[] into, int from, int count) {
    int present = Math.min(count, end - position);
    System.arraycopy(buffer, position, into, from, present);
    position += present;
    int done = present;
    while (done < count) { // the buffer is empty: long arrays go past it
      int read = source == null ? -1 : readSource(into, from + done, count - done);
      if (read < 0) {
        throw tooShort();
      }
      bufferOffset += read;
      done += read;
    }
  }

  /** The content of the blocks of a part. */
  private static final class BlockInputStream extends InputStream {

    private final StateReader in;
    private final long start;
    private int left;
    private boolean isEnded;

    BlockInputStream(StateReader in) {
      this.in = in;
      this.start = in.offset();
      nextBlock();
    }

    private void nextBlock() {
      left = in.readCount(1);
      if (left > StateWriter.BLOCK_BYTES) {
        throw new StateCorruptException(
            "a block of "
                + left
                + " bytes is announced at byte "
                + (in.offset() - 4)
                + ", more than "
                + StateWriter.BLOCK_BYTES);
      }
      isEnded = left == 0;
    }

    /** Reads the block that ends the part, unless the part's reader did. */
    void requireEnd() {
      if (!isEnded) {
        nextBlock();
      }
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int at, int room) {
      if (room == 0) {
        return 0;
      }
      if (left == 0 && !isEnded) {
        nextBlock();
      }
      if (isEnded) {
        return -1;
      }
      int length = Math.min(left, room);
      in.readRaw(into, at, length);
      left -= length;
      return length;
    }
  }
}
