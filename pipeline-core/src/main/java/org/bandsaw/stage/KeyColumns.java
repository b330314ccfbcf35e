package org.bandsaw.stage;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.DictionaryMark;
import org.bandsaw.data.MutableRow;
import org.bandsaw.data.Retained;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.bandsaw.state.KeyedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * Finds the slot of each row's key, made of one column or several. A missing key is a key like any
 * other. Where a single column holds text, the slot of each of its codes is remembered.
 */
final class KeyColumns {

  private final List<String> keys;
  private final KeyedStateStore store;
  private final StringBuilder joined = new StringBuilder();
  private final @Nullable Vector[] vectors;
  private final DictionaryMark dictionary = new DictionaryMark();
  private int[] slotOfCode = {};

  KeyColumns(List<String> keys, KeyedStateStore store) {
    this.keys = keys;
    this.store = store;
    vectors = new Vector[keys.size()];
  }

  /**
   * Goes over to a chunk, in which the key columns are the first that the shape reads. Answers the
   * texts by whose codes slots are to be asked for; null when {@link #slot(int)} is to be asked.
   */
  @Nullable StringVector over(Chunk chunk, Shape shape) {
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = chunk.vector(shape.read(i));
    }
    if (vectors.length != 1 || !(vectors[0] instanceof StringVector texts)) {
      return null;
    }
    if (dictionary.isAnother(texts.dictionary())) {
      slotOfCode = new int[64];
    }
    return texts;
  }

  /** The slot of a key that has this code, valid until the next one is asked for. */
  int slot(String text, int code) {
    if (code >= slotOfCode.length) {
      slotOfCode = Arrays.copyOf(slotOfCode, Math.max(code + 1, 2 * slotOfCode.length));
    }
    int slot = store.slot(text, slotOfCode[code]);
    slotOfCode[code] = slot;
    return slot;
  }

  /** The slot of a row's key in the chunk, valid until the next one is asked for. */
  int slot(int row) {
    joined.setLength(0);
    for (Vector vector : vectors) {
      join(Objects.requireNonNull(vector, "over a chunk").text(row));
    }
    return store.slot(joined.toString());
  }

  /** Lets the chunk go, whose arrays must not be held until the next one. */
  void leave() {
    Arrays.fill(vectors, null);
  }

  /** The slot of a row's key, by the slots and types of the key columns in the row. */
  int slot(MutableRow row, int[] slots, ValueType[] types) {
    if (slots.length == 1) {
      return store.slot(row.text(slots[0], types[0]));
    }
    joined.setLength(0);
    for (int i = 0; i < slots.length; i++) {
      join(row.text(slots[i], types[i]));
    }
    return store.slot(joined.toString());
  }

  /** With its length before it, so that "a", "bc" and "ab", "c" are told apart. */
  private void join(String text) {
    if (keys.size() > 1) {
      joined.append(text.length()).append(':');
    }
    joined.append(text);
  }

  ValueType[] types(RowLayout layout) {
    return keys.stream().map(layout::type).toArray(ValueType[]::new);
  }

  long retainedBytes() {
    return Retained.ints(slotOfCode.length);
  }
}
