package org.bandsaw.state;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Reads what {@link StateWriter} wrote, in the same order. Lengths are checked against what is left
 * before memory is taken; whatever does not fit is a {@link StateCorruptException}. Used by one
 * thread.
 */
public final class StateReader {

  private final byte[] bytes;
  private int position;

  /** A reader of these bytes, which are not copied. */
  public StateReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The version of what follows.
   *
   * @param newestKnown the newest one the caller can read
   * @throws StateMismatchException when it is newer
   */
  public int readVersion(int newestKnown) {
    int found = readInt();
    if (found > newestKnown || found < 1) {
      throw new StateMismatchException(
          "state of version "
              + found
              + " cannot be read; this library knows versions up to "
              + newestKnown,
          List.of());
    }
    return found;
  }

  /** Reads 4 bytes. */
  public int readInt() {
    requireRemaining(4);
    int value = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      value |= (bytes[position++] & 0xFF) << shift;
    }
    return value;
  }

  /** Reads 8 bytes. */
  public long readLong() {
    requireRemaining(8);
    long value = 0;
    for (int shift = 0; shift < 64; shift += 8) {
      value |= (bytes[position++] & 0xFFL) << shift;
    }
    return value;
  }

  /** Reads a double. */
  public double readDouble() {
    return Double.longBitsToDouble(readLong());
  }

  /** Reads a boolean. */
  public boolean readBoolean() {
    requireRemaining(1);
    byte value = bytes[position++];
    if (value != 0 && value != 1) {
      throw new StateCorruptException("a boolean was expected at byte " + (position - 1));
    }
    return value == 1;
  }

  /** Reads a length and that many doubles. */
  public double[] readDoubles() {
    double[] values = new double[readCount(8)];
    for (int i = 0; i < values.length; i++) {
      values[i] = readDouble();
    }
    return values;
  }

  /** Reads a length and that many longs. */
  public long[] readLongs() {
    long[] values = new long[readCount(8)];
    for (int i = 0; i < values.length; i++) {
      values[i] = readLong();
    }
    return values;
  }

  /** Reads a length and that many ints. */
  public int[] readInts() {
    int[] values = new int[readCount(4)];
    for (int i = 0; i < values.length; i++) {
      values[i] = readInt();
    }
    return values;
  }

  /** Reads a length and that many bytes. */
  public byte[] readBytes() {
    byte[] values = new byte[readCount(1)];
    System.arraycopy(bytes, position, values, 0, values.length);
    position += values.length;
    return values;
  }

  /** Reads a text. */
  public String readString() {
    return new String(readBytes(), StandardCharsets.UTF_8);
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

  /** Reads a number of elements of at least so many bytes each, which must still be there. */
  public int readCount(int bytesEach) {
    int count = readInt();
    if (count < 0 || (long) count * bytesEach > bytes.length - position) {
      throw new StateCorruptException(
          count + " elements are announced at byte " + (position - 4) + ", more than there is");
    }
    return count;
  }

  /** Whether everything was read. */
  public boolean isAtEnd() {
    return position == bytes.length;
  }

  private void requireRemaining(int count) {
    if (bytes.length - position < count) {
      throw new StateCorruptException("the state ends at byte " + bytes.length + ", too early");
    }
  }
}
