package org.bandsaw.source;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bandsaw.data.Dictionary;
import org.bandsaw.data.MemorySizes;

/**
 * Encodes UTF-8 bytes as dictionary codes, and creates a string only for a text that was not seen
 * before. Texts of up to seven bytes are their own key. Longer texts are found by hash and
 * compared.
 */
final class CsvDictionaryEncoder {

  /** The text is not UTF-8. */
  static final int MALFORMED = -1;

  static final int MAX_SHORT_BYTES = 7;

  private static final long MAX_RETAINED_BYTES = 12L << 20;

  /** Longer texts are not cached: they rarely repeat. */
  private static final int MAX_CACHED_TEXT_BYTES = 1 << 12;

  private static final long HASH_MULTIPLIER = 0x9E3779B97F4A7C15L;

  private final String[] missingWords;
  private Dictionary dictionary = new Dictionary();
  private long[] keys = new long[64];
  private int[] codes = new int[64];
  private byte[][] texts = new byte[0][];
  private int cachedCount;
  private long textBytes;

  CsvDictionaryEncoder(String[] missingWords) {
    this.missingWords = missingWords;
  }

  Dictionary dictionary() {
    return dictionary;
  }

  /**
   * Starts a new dictionary if the current one has become too large.
   *
   * @param budget maximum size of the dictionary in bytes
   */
  void beginChunk(long budget) {
    if (retainedBytes() > Math.min(MAX_RETAINED_BYTES, budget)) {
      dictionary = new Dictionary();
      keys = new long[64];
      codes = new int[64];
      texts = new byte[0][];
      cachedCount = 0;
      textBytes = 0;
    }
  }

  /**
   * Returns the code of a text of one to seven bytes, or {@link #MALFORMED}.
   *
   * @param key the bytes, the first in the lowest byte, and their number in the highest byte
   */
  int codeOfShort(long key, byte[] b, int from) {
    long[] all = keys;
    int mask = all.length - 1;
    int slot = slot(key, mask);
    while (all[slot] != 0) {
      if (all[slot] == key) {
        return codes[slot];
      }
      slot = (slot + 1) & mask;
    }
    return addText(slot, key, b, from, from + (int) (key >>> 56));
  }

  /** Returns the code of a text, or {@link #MALFORMED}. */
  int codeOf(byte[] b, int from, int to) {
    int length = to - from;
    if (length == 0) {
      return Dictionary.MISSING;
    }
    if (length <= MAX_SHORT_BYTES) {
      long bytes = CsvNumbers.readWord(b, from) & ((1L << (8 * length)) - 1);
      return codeOfShort(bytes | ((long) length << 56), b, from);
    }
    long hash = hash(b, from, to);
    int mask = keys.length - 1;
    int slot = slot(hash, mask);
    while (keys[slot] != 0) {
      if (keys[slot] == hash) {
        byte[] text = texts.length == 0 ? null : texts[slot];
        if (text != null && Arrays.equals(text, 0, text.length, b, from, to)) {
          return codes[slot];
        }
      }
      slot = (slot + 1) & mask;
    }
    return addText(slot, hash, b, from, to);
  }

  /** Returns a hash whose highest bit is set, unlike that of the key of a short text. */
  private static long hash(byte[] b, int from, int to) {
    long hash = (long) to - from;
    int p = from;
    for (; p + 8 <= to; p += 8) {
      hash = (Long.rotateLeft(hash, 23) ^ CsvNumbers.readWord(b, p)) * HASH_MULTIPLIER;
    }
    if (p < to) {
      long tail = CsvNumbers.readWord(b, p) & ((1L << (8 * (to - p))) - 1);
      hash = (Long.rotateLeft(hash, 23) ^ tail) * HASH_MULTIPLIER;
    }
    return hash | Long.MIN_VALUE;
  }

  private static int slot(long key, int mask) {
    return (int) ((key * HASH_MULTIPLIER) >>> 32) & mask;
  }

  private int addText(int slot, long key, byte[] b, int from, int to) {
    String text = decode(b, from, to);
    if (text == null) {
      return MALFORMED;
    }
    int code = dictionary.getOrAdd(text);
    for (String word : missingWords) {
      if (word.equals(text)) {
        code = Dictionary.MISSING;
      }
    }
    if (to - from > MAX_CACHED_TEXT_BYTES) {
      return code;
    }
    boolean isLong = to - from > MAX_SHORT_BYTES;
    if (isLong && texts.length == 0) {
      texts = new byte[keys.length][];
    }
    keys[slot] = key;
    codes[slot] = code;
    if (isLong) {
      texts[slot] = Arrays.copyOfRange(b, from, to);
    }
    cachedCount++;
    textBytes += isLong ? MemorySizes.bytes(to - from) : 0;
    if (cachedCount * 2 > keys.length) {
      grow();
    }
    return code;
  }

  private void grow() {
    int size = keys.length * 2;
    int mask = size - 1;
    long[] newKeys = new long[size];
    int[] newCodes = new int[size];
    byte[][] newTexts = new byte[texts.length == 0 ? 0 : size][];
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] != 0) {
        int slot = slot(keys[i], mask);
        while (newKeys[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        newKeys[slot] = keys[i];
        newCodes[slot] = codes[i];
        if (newTexts.length > 0) {
          newTexts[slot] = texts[i];
        }
      }
    }
    keys = newKeys;
    codes = newCodes;
    texts = newTexts;
  }

  /** Returns the bytes as text, or null if they are not UTF-8. */
  static @org.jspecify.annotations.Nullable String decode(byte[] b, int from, int to) {
    String text = new String(b, from, to - from, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') < 0) {
      return text;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(b, from, to - from))
          .toString();
    } catch (CharacterCodingException notUtf8) {
      return null;
    }
  }

  long retainedBytes() {
    return dictionary.retainedBytes()
        + MemorySizes.longs(keys.length)
        + MemorySizes.ints(codes.length)
        + MemorySizes.references(texts.length)
        + textBytes;
  }
}
