package org.bandsaw.data;

import java.util.HashMap;
import java.util.Map;

/**
 * Distinct texts and their codes; code 0 is the missing (empty) text, the others count up from 1 in
 * order of arrival. Only adds.
 *
 * <p>One thread adds. Another may read the values of codes that were handed to it: they do not
 * change. What a code is never shows in a result.
 */
public final class Dictionary {

  /** An entry of the map, and its code as an object. */
  private static final long BYTES_PER_ENTRY = 32 + 16;

  /** The code of the missing text. */
  public static final int MISSING = 0;

  private final Map<String, Integer> codes = new HashMap<>();
  private volatile String[] values = new String[16];
  private int size = 1;
  private long textBytes = MemorySizes.text("");

  /** A dictionary that holds only the missing text. */
  public Dictionary() {
    values[MISSING] = "";
    codes.put("", MISSING);
  }

  /** The code of a text, which is added when it is new. */
  public int getOrAdd(String value) {
    Integer known = codes.get(value);
    return known != null ? known : add(value);
  }

  /** The code of a text, or -1 when it is not here. */
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

  /** What each of these codes is in another dictionary, to which texts are added that it lacks. */
  int[] translateCodes(Dictionary other) {
    int[] codesThere = new int[size];
    for (int code = 0; code < size; code++) {
      codesThere[code] = other.getOrAdd(values[code]);
    }
    return codesThere;
  }

  /** The text of a code. */
  public String value(int code) {
    return values[code];
  }

  /** The number of codes, the missing one included. */
  public int size() {
    return size;
  }

  /** What the texts, the codes and the map between them take. */
  public long retainedBytes() {
    int slots = Math.max(16, Integer.highestOneBit(Math.max(1, size * 4 / 3 - 1)) * 2);
    return MemorySizes.references(values.length)
        + MemorySizes.references(slots)
        + size * BYTES_PER_ENTRY
        + textBytes;
  }
}
