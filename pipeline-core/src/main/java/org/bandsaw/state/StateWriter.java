package org.bandsaw.state;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a state in the library's binary format. {@link StateReader} reads the values in the order
 * in which they were written. Equal states must produce equal bytes: write maps with {@link
 * #writeSortedMap}. Numbers are little-endian.
 *
 * <p>A writer collects the bytes in memory ({@link #toBytes()}), or passes them to a stream through
 * a buffer of 64 KiB, in which case a state of any size takes no further memory. Methods throw no
 * checked exception: if the stream fails, they throw an {@link UncheckedIOException}. Used by one
 * thread.
 */
public final class StateWriter {

  /** The length of a full block of a nested part; also the size of the buffer. */
  static final int BLOCK_BYTES = 1 << 16;

  /** From this size on, unused capacity costs more than additional copying. */
  private static final int SLOW_GROWTH_BYTES = 1 << 20;

  private static final int MAX_ARRAY_LENGTH = Integer.MAX_VALUE - 8;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final @Nullable OutputStream sink;
  private byte[] buffer = new byte[256];
  private int position;
  private long passedOn;

  /** A writer that collects the bytes in memory, at most 2 GiB. */
  public StateWriter() {
    this.sink = null;
  }

  /**
   * A writer that passes the bytes to a stream. Call {@link #flush()} after the last value. The
   * stream is not closed.
   */
  public StateWriter(OutputStream sink) {
    this.sink = Objects.requireNonNull(sink, "sink");
  }

  /**
   * Writes the version of what follows. By convention this is the first call; {@link
   * StateReader#readVersion(int)} reads it.
   */
  public StateWriter writeVersion(int version) {
    return writeInt(version);
  }

  /** Writes 4 bytes. */
  public StateWriter writeInt(int value) {
    ensureCapacity(Integer.BYTES);
    INT.set(buffer, position, value);
    position += Integer.BYTES;
    return this;
  }

  /** Writes 8 bytes. */
  public StateWriter writeLong(long value) {
    ensureCapacity(Long.BYTES);
    LONG.set(buffer, position, value);
    position += Long.BYTES;
    return this;
  }

  /** Writes the 8 bytes of a double. All NaNs are written as the same bits. */
  public StateWriter writeDouble(double value) {
    return writeLong(Double.doubleToLongBits(value));
  }

  /** Writes 1 byte. */
  public StateWriter writeBoolean(boolean value) {
    ensureCapacity(1);
    buffer[position++] = (byte) (value ? 1 : 0);
    return this;
  }

  /** Writes the length and the elements of an array. */
  public StateWriter writeDoubles(double[] values) {
    return writeDoubles(values, 0, values.length);
  }

  /** Writes the length and the elements of a part of an array. */
  public StateWriter writeDoubles(double[] values, int from, int count) {
    writeInt(count);
    growFor(8L * count);
    for (int i = from; i < from + count; i++) {
      writeDouble(values[i]);
    }
    return this;
  }

  /** Writes the length and the elements of an array. */
  public StateWriter writeLongs(long[] values) {
    writeInt(values.length);
    growFor(8L * values.length);
    for (long value : values) {
      writeLong(value);
    }
    return this;
  }

  /** Writes the length and the elements of an array. */
  public StateWriter writeInts(int[] values) {
    writeInt(values.length);
    growFor(4L * values.length);
    for (int value : values) {
      writeInt(value);
    }
    return this;
  }

  /** Writes the length and the elements of an array. */
  public StateWriter writeBytes(byte[] values) {
    writeInt(values.length);
    return writeRaw(values, 0, values.length);
  }

  /**
   * Writes a text in UTF-8.
   *
   * @throws IllegalArgumentException if the text contains a lone surrogate, which UTF-8 cannot
   *     represent
   */
  public StateWriter writeString(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    if (!new String(utf8, StandardCharsets.UTF_8).equals(value)) {
      throw new IllegalArgumentException("text with a lone surrogate cannot be saved");
    }
    return writeBytes(utf8);
  }

  /** Writes a map in the order of its keys, independent of its iteration order. */
  public <K extends Comparable<K>, V> StateWriter writeSortedMap(
      Map<K, V> map, BiConsumer<StateWriter, K> key, BiConsumer<StateWriter, V> value) {
    writeInt(map.size());
    new TreeMap<>(map)
        .forEach(
            (k, v) -> {
              key.accept(this, k);
              value.accept(this, v);
            });
    return this;
  }

  /** Writes the state of a part; {@link StateReader#readNested(Saveable)} reads it. */
  public StateWriter writeNested(Saveable part) {
    return writeNested(part::save);
  }

  /**
   * Writes the state of a part; {@link StateReader#readNested(java.util.function.Function)} reads
   * it. The part is written in blocks, each preceded by its length (4 bytes), and ends with a block
   * of length 0. Blocks have 64 KiB; only the last one before the empty block may be shorter.
   *
   * @param part writes the part to the writer that it receives, and does not use this one meanwhile
   */
  public StateWriter writeNested(Consumer<StateWriter> part) {
    StateWriter nested = new StateWriter(new BlockOutputStream(this));
    part.accept(nested);
    nested.passOnAll();
    return writeInt(0);
  }

  /**
   * Passes all bytes that were written to the stream, and flushes the stream. Does nothing if the
   * writer collects in memory or was received from {@link #writeNested(Consumer)}.
   */
  public void flush() {
    if (sink == null || sink instanceof BlockOutputStream) {
      return;
    }
    passOnAll();
    try {
      sink.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns a copy of the bytes written so far.
   *
   * @throws IllegalStateException if the writer passes the bytes to a stream
   */
  public byte[] toBytes() {
    if (sink != null) {
      throw new IllegalStateException("the bytes went to a stream; they are not in memory");
    }
    return Arrays.copyOf(buffer, position);
  }

  /** Returns the number of bytes written so far. */
  public long length() {
    return passedOn + position;
  }

  /** Writes bytes without their length. */
  StateWriter writeRaw(byte[] values, int from, int count) {
    growFor(count);
    int at = from;
    int end = from + count;
    while (at < end) {
      ensureCapacity(1);
      int length = Math.min(end - at, buffer.length - position);
      System.arraycopy(values, at, buffer, position, length);
      position += length;
      at += length;
    }
    return this;
  }

  private void ensureCapacity(int more) {
    if (buffer.length - position < more) {
      makeRoom(more);
    }
  }

  /** Makes room for an array at once if the bytes are collected in memory. */
  private void growFor(long more) {
    if (sink == null && buffer.length - position < more) {
      grow(more);
    }
  }

  private void makeRoom(int more) {
    if (sink == null) {
      grow(more);
    } else if (position < BLOCK_BYTES) {
      // a value may reach beyond the block: room for the longest
      buffer = Arrays.copyOf(buffer, Math.min(2 * buffer.length, BLOCK_BYTES + Long.BYTES));
    } else {
      passOnBlock();
    }
  }

  private void grow(long more) {
    long needed = position + more;
    if (needed > MAX_ARRAY_LENGTH) {
      throw new IllegalStateException(
          "a state of more than 2 GiB cannot be collected in memory; write it to a stream");
    }
    long larger = buffer.length < SLOW_GROWTH_BYTES ? 2L * buffer.length : buffer.length * 5L / 4;
    buffer = Arrays.copyOf(buffer, (int) Math.max(needed, Math.min(larger, MAX_ARRAY_LENGTH)));
  }

  /** Passes on exactly one block, so that blocks do not depend on the sizes of single values. */
  private void passOnBlock() {
    passOn(BLOCK_BYTES);
    position -= BLOCK_BYTES;
    System.arraycopy(buffer, BLOCK_BYTES, buffer, 0, position);
  }

  private void passOnAll() {
    if (position >= BLOCK_BYTES) {
      passOnBlock();
    }
    if (position > 0) {
      passOn(position);
      position = 0;
    }
  }

  private void passOn(int count) {
    try {
      Objects.requireNonNull(sink).write(buffer, 0, count);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    passedOn += count;
  }

  /** Writes each array it receives as a block of another writer. */
  private static final class BlockOutputStream extends OutputStream {

    private final StateWriter out;

    BlockOutputStream(StateWriter out) {
      this.out = out;
    }

    @Override
    public void write(int value) {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] values, int from, int count) {
      out.writeInt(count).writeRaw(values, from, count);
    }
  }
}
