package org.bandsaw.state;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Collects a state as bytes in our own format; what is written in one order is read back by {@link
 * StateReader} in the same order. Equal states must give equal bytes: write maps with {@link
 * #writeSortedMap}. Numbers are little-endian. Throws no checked exception; used by one thread.
 */
public final class StateWriter {

  /** From here on, room that may never be used is dearer than copying once more. */
  private static final int SLOW_GROWTH_BYTES = 1 << 20;

  private static final int MAX_ARRAY_LENGTH = Integer.MAX_VALUE - 8;

  private byte[] bytes = new byte[256];
  private int length;

  /**
   * The version of what follows; by custom the first call, read back by {@link
   * StateReader#readVersion(int)}.
   */
  public StateWriter writeVersion(int version) {
    return writeInt(version);
  }

  /** Writes 4 bytes. */
  public StateWriter writeInt(int value) {
    ensureCapacity(4);
    for (int shift = 0; shift < 32; shift += 8) {
      bytes[length++] = (byte) (value >>> shift);
    }
    return this;
  }

  /** Writes 8 bytes. */
  public StateWriter writeLong(long value) {
    ensureCapacity(8);
    for (int shift = 0; shift < 64; shift += 8) {
      bytes[length++] = (byte) (value >>> shift);
    }
    return this;
  }

  /** Writes the bits of a double; every NaN is written alike. */
  public StateWriter writeDouble(double value) {
    return writeLong(Double.doubleToLongBits(value));
  }

  /** Writes 1 byte. */
  public StateWriter writeBoolean(boolean value) {
    ensureCapacity(1);
    bytes[length++] = (byte) (value ? 1 : 0);
    return this;
  }

  /** Writes a length and that many doubles. */
  public StateWriter writeDoubles(double[] values) {
    return writeDoubles(values, 0, values.length);
  }

  /** Writes a length and a part of an array. */
  public StateWriter writeDoubles(double[] values, int from, int count) {
    writeInt(count);
    ensureCapacity(8 * count);
    for (int i = from; i < from + count; i++) {
      writeDouble(values[i]);
    }
    return this;
  }

  /** Writes a length and that many longs. */
  public StateWriter writeLongs(long[] values) {
    writeInt(values.length);
    for (long value : values) {
      writeLong(value);
    }
    return this;
  }

  /** Writes a length and that many ints. */
  public StateWriter writeInts(int[] values) {
    writeInt(values.length);
    for (int value : values) {
      writeInt(value);
    }
    return this;
  }

  /** Writes a length and that many bytes. */
  public StateWriter writeBytes(byte[] values) {
    writeInt(values.length);
    ensureCapacity(values.length);
    System.arraycopy(values, 0, bytes, length, values.length);
    length += values.length;
    return this;
  }

  /** Writes what a part saves of itself; {@link StateReader#readBytes} reads it as one array. */
  public StateWriter writeNested(Saveable part) {
    writeInt(0);
    int from = length;
    part.save(this);
    int to = length;
    length = from - Integer.BYTES;
    writeInt(to - from);
    length = to;
    return this;
  }

  /** Writes a text in UTF-8; a lone surrogate is refused, since it could not be read back. */
  public StateWriter writeString(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    if (!new String(utf8, StandardCharsets.UTF_8).equals(value)) {
      throw new IllegalArgumentException("text with a lone surrogate cannot be saved");
    }
    return writeBytes(utf8);
  }

  /** Writes a map in the order of its keys, whatever order it iterates in. */
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

  /** The bytes written so far, copied. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** How many bytes were written so far. */
  public int length() {
    return length;
  }

  /** Forgets what was written and keeps the memory. */
  public void reset() {
    length = 0;
  }

  private void ensureCapacity(int more) {
    if (bytes.length - length < more) {
      long larger = bytes.length < SLOW_GROWTH_BYTES ? 2L * bytes.length : bytes.length * 5L / 4;
      bytes =
          Arrays.copyOf(
              bytes,
              Math.max(Math.addExact(length, more), (int) Math.min(larger, MAX_ARRAY_LENGTH)));
    }
  }
}
