package org.bandsaw.bench;

import java.util.Arrays;

/** ASCII text that is built in one array of bytes, which is used again. */
final class AsciiBuffer {

  private byte[] bytes = new byte[1 << 10];
  private int length;

  AsciiBuffer append(char letter) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, length + Math.max(1 << 10, length / 4));
    }
    bytes[length++] = (byte) letter;
    return this;
  }

  AsciiBuffer append(String text) {
    for (int i = 0; i < text.length(); i++) {
      append(text.charAt(i));
    }
    return this;
  }

  /** A number from 0 up, in decimal digits. */
  AsciiBuffer append(long number) {
    if (number >= 10) {
      append(number / 10);
    }
    return append((char) ('0' + number % 10));
  }

  int length() {
    return length;
  }

  /** The array, of which {@link #length} bytes count: read it, and not after the next change. */
  byte[] bytes() {
    return bytes;
  }

  void clear() {
    length = 0;
  }
}
