package org.bandsaw.bench;

import java.util.Arrays;

/** A reusable buffer for ASCII text. */
final class AsciiBuffer {

  private byte[] bytes = new byte[1 << 10];
  private int length;

  AsciiBuffer append(char character) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, length + Math.max(1 << 10, length / 4));
    }
    bytes[length++] = (byte) character;
    return this;
  }

  AsciiBuffer append(String text) {
    for (int i = 0; i < text.length(); i++) {
      append(text.charAt(i));
    }
    return this;
  }

  /** Appends a non-negative number in decimal digits. */
  AsciiBuffer append(long number) {
    if (number >= 10) {
      append(number / 10);
    }
    return append((char) ('0' + number % 10));
  }

  int length() {
    return length;
  }

  /** Returns the backing array; the first {@link #length} bytes are valid until the next change. */
  byte[] bytes() {
    return bytes;
  }

  void clear() {
    length = 0;
  }
}
