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
import org.bandsaw.stage.run.RunPart;
import org.bandsaw.state.KeyedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * Finds the slot of each row's key, which consists of one or several columns. A missing key is a
 * key like any other. The codes of a single text column are mapped to slots without hashing texts.
 */
final class KeyResolver implements RunPart {

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
   * Sets the chunk whose keys are resolved. The key columns are the first ones that the mapping
   * reads. Returns the texts if the key is a single text column, whose slots are found by {@link
   * #slot(String, int)}; null if they are found by {@link #slot(int)}.
   */
  @Nullable StringVector resolve(Chunk chunk, ColumnMapping mapping) {
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = chunk.vector(mapping.inputIndex(i));
    }
    if (vectors.length != 1 || !(vectors[0] instanceof StringVector texts)) {
      return null;
    }
    if (dictionary.hasChanged(texts.dictionary())) {
      slotByCode = new int[64];
    }
    return texts;
  }

  /** Returns the slot of the key with this code, valid until the next call. */
  int slot(String text, int code) {
    if (code >= slotByCode.length) {
      slotByCode = Arrays.copyOf(slotByCode, Math.max(code + 1, 2 * slotByCode.length));
    }
    int slot = store.getOrCreateSlot(text, slotByCode[code]);
    slotByCode[code] = slot;
    return slot;
  }

  /** Returns the slot of the key in a row of the chunk, valid until the next call. */
  int slot(int row) {
    joinedKey.setLength(0);
    for (Vector vector : vectors) {
      appendKey(Objects.requireNonNull(vector, "vector").text(row));
    }
    return store.getOrCreateSlot(joinedKey.toString());
  }

  /** Releases the chunk, so that its arrays are not retained until the next one. */
  void release() {
    Arrays.fill(vectors, null);
  }

  /**
   * Returns the slot of a row's key.
   *
   * @param slots the slots of the key columns in the row
   * @param types the types of the key columns
   */
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

  /** Several columns are each preceded by their length: "a", "bc" and "ab", "c" differ. */
  private void appendKey(String text) {
    if (keys.size() > 1) {
      joinedKey.append(text.length()).append(':');
    }
    joinedKey.append(text);
  }

  ValueType[] keyTypes(RowLayout layout) {
    return keys.stream().map(layout::type).toArray(ValueType[]::new);
  }

  @Override
  public long retainedBytes() {
    return MemorySizes.ints(slotByCode.length);
  }
}
