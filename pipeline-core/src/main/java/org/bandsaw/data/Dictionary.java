package org.bandsaw.data;

import java.util.HashMap;
import java.util.Map;

/**
 * Distinct texts and their codes. Code 0 is the missing (empty) text; the others are numbered from
 * 1 in order of arrival. Texts are never removed.
 *
 * <p>One thread adds texts. Another thread may read the texts of codes that it received: they do
 * not change. Results do not depend on the codes.
 */
public final class Dictionary {

  /** The size of a map entry and of its boxed code. */
  private static final long BYTES_PER_ENTRY = 32 + 16;

  /** The code of the missing text. */
  public static final int MISSING = 0;

  private final Map<String, Integer> codes = new HashMap<>();
  private volatile String[] values = new String[16];
  private int size = 1;
  private long textBytes = MemorySizes.text("");

  /** A dictionary that contains only the missing text. */
  public Dictionary() {
    values[MISSING] = "";
    codes.put("", MISSING);
  }

  /** Returns the code of a text, which is added if it is new. */
  public int getOrAdd(String value) {
    Integer known = codes.get(value);
    return known != null ? known : add(value);
  }

  /** Returns the code of a text; -1 if there is none. */
  public int find(String value) {
    Integer known = codes.get(value);
    return known == null ? -1 : known;
  }

  private int add(String value) {
    String[] all = values;
    if (size == all.length) {
      all = java.util.Arrays.copyOf(all, size * 2);
      all[size] = value;
      values = all;
    } else {
      all[size] = value;
    }
    codes.put(value, size);
    textBytes += MemorySizes.text(value);
    return size++;
  }

  /** Returns, for each code, the code in another dictionary, to which missing texts are added. */
  int[] translateCodes(Dictionary other) {
    int[] codesThere = new int[size];
    for (int code = 0; code < size; code++) {
      codesThere[code] = other.getOrAdd(values[code]);
    }
    return codesThere;
  }

  /** Returns the text of a code. */
  public String value(int code) {
    return values[code];
  }

  /** Returns the number of codes, including that of the missing text. */
  public int size() {
    return size;
  }

  /** Returns the bytes of the texts, the codes and the map. */
  public long retainedBytes() {
    int slots = Math.max(16, Integer.highestOneBit(Math.max(1, size * 4 / 3 - 1)) * 2);
    return MemorySizes.references(values.length)
        + MemorySizes.references(slots)
        + size * BYTES_PER_ENTRY
        + textBytes;
  }
}
