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
  private int at;

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
  public int version(int newestKnown) {
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
    need(4);
    int value = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      value |= (bytes[at++] & 0xFF) << shift;
    }
    return value;
  }

  /** Reads 8 bytes. */
  public long readLong() {
    need(8);
    long value = 0;
    for (int shift = 0; shift < 64; shift += 8) {
      value |= (bytes[at++] & 0xFFL) << shift;
    }
    return value;
  }

  /** Reads a double. */
  public double readDouble() {
    return Double.longBitsToDouble(readLong());
  }

  /** Reads a boolean. */
  public boolean readBoolean() {
    need(1);
    byte value = bytes[at++];
    if (value != 0 && value != 1) {
      throw new StateCorruptException("a boolean was expected at byte " + (at - 1));
    }
    return value == 1;
  }

  /** Reads a length and that many doubles. */
  public double[] readDoubles() {
    double[] values = new double[count(8)];
    for (int i = 0; i < values.length; i++) {
      values[i] = readDouble();
    }
    return values;
  }

  /** Reads a length and that many longs. */
  public long[] readLongs() {
    long[] values = new long[count(8)];
    for (int i = 0; i < values.length; i++) {
      values[i] = readLong();
    }
    return values;
  }

  /** Reads a length and that many ints. */
  public int[] readInts() {
    int[] values = new int[count(4)];
    for (int i = 0; i < values.length; i++) {
      values[i] = readInt();
    }
    return values;
  }

  /** Reads a length and that many bytes. */
  public byte[] readBytes() {
    byte[] values = new byte[count(1)];
    System.arraycopy(bytes, at, values, 0, values.length);
    at += values.length;
    return values;
  }

  /** Reads a text. */
  public String readString() {
    return new String(readBytes(), StandardCharsets.UTF_8);
  }

  /** Reads a map that {@link StateWriter#writeSorted} wrote. */
  public <K, V> void readMap(
      BiConsumer<K, V> put, Function<StateReader, K> key, Function<StateReader, V> value) {
    int size = count(1);
    for (int i = 0; i < size; i++) {
      K k = key.apply(this);
      put.accept(k, value.apply(this));
    }
  }

  /** Reads a number of elements of at least so many bytes each, which must still be there. */
  public int count(int bytesEach) {
    int count = readInt();
    if (count < 0 || (long) count * bytesEach > bytes.length - at) {
      throw new StateCorruptException(
          count + " elements are announced at byte " + (at - 4) + ", more than there is");
    }
    return count;
  }

  /** Whether everything was read. */
  public boolean isAtEnd() {
    return at == bytes.length;
  }

  private void need(int count) {
    if (bytes.length - at < count) {
      throw new StateCorruptException("the state ends at byte " + bytes.length + ", too early");
    }
  }
}
