package org.bandsaw.stage.window;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.DictionaryTracker;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.data.MutableRow;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.bandsaw.stage.run.ColumnMapping;
import org.bandsaw.state.KeyedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * Finds the slot of each row's key, made of one column or several. A missing key is a key like any
 * other. Where a single column holds text, the slot of each of its codes is remembered.
 */
final class KeyResolver {

  private final List<String> keys;
  private final KeyedStateStore store;
  private final StringBuilder joinedKey = new StringBuilder();
  private final @Nullable Vector[] vectors;
  private final DictionaryTracker dictionary = new DictionaryTracker();
  private int[] slotByCode = {};

  KeyResolver(List<String> keys, KeyedStateStore store) {
    this.keys = keys;
    this.store = store;
    vectors = new Vector[keys.size()];
  }

  /**
   * Goes over to a chunk, in which the key columns are the first that the shape reads. Answers the
   * texts by whose codes slots are to be asked for; null when {@link #slot(int)} is to be asked.
   */
  @Nullable StringVector resolve(Chunk chunk, ColumnMapping shape) {
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = chunk.vector(shape.inputIndex(i));
    }
    if (vectors.length != 1 || !(vectors[0] instanceof StringVector texts)) {
      return null;
    }
    if (dictionary.hasChanged(texts.dictionary())) {
      slotByCode = new int[64];
    }
    return texts;
  }

  /** The slot of a key that has this code, valid until the next one is asked for. */
  int slot(String text, int code) {
    if (code >= slotByCode.length) {
      slotByCode = Arrays.copyOf(slotByCode, Math.max(code + 1, 2 * slotByCode.length));
    }
    int slot = store.getOrCreateSlot(text, slotByCode[code]);
    slotByCode[code] = slot;
    return slot;
  }

  /** The slot of a row's key in the chunk, valid until the next one is asked for. */
  int slot(int row) {
    joinedKey.setLength(0);
    for (Vector vector : vectors) {
      appendKey(Objects.requireNonNull(vector, "over a chunk").text(row));
    }
    return store.getOrCreateSlot(joinedKey.toString());
  }

  /** Lets the chunk go, whose arrays must not be held until the next one. */
  void release() {
    Arrays.fill(vectors, null);
  }

  /** The slot of a row's key, by the slots and types of the key columns in the row. */
  int slot(MutableRow row, int[] slots, ValueType[] types) {
    if (slots.length == 1) {
      return store.getOrCreateSlot(row.text(slots[0], types[0]));
    }
    joinedKey.setLength(0);
    for (int i = 0; i < slots.length; i++) {
      appendKey(row.text(slots[i], types[i]));
    }
    return store.getOrCreateSlot(joinedKey.toString());
  }

  /** With its length before it, so that "a", "bc" and "ab", "c" are told apart. */
  private void appendKey(String text) {
    if (keys.size() > 1) {
      joinedKey.append(text.length()).append(':');
    }
    joinedKey.append(text);
  }

  ValueType[] keyTypes(RowLayout layout) {
    return keys.stream().map(layout::type).toArray(ValueType[]::new);
  }

  long retainedBytes() {
    return MemorySizes.ints(slotByCode.length);
  }
}
