package org.bandsaw.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class KeyedStateStoreTest {

  /** Counts the visits of a key, and adds up their values. */
  private static void visit(KeyedStateStore store, String key, double value) {
    int slot = store.getOrCreateSlot(key);
    store.longs(slot)[store.longsOffset(slot)]++;
    store.doubles(slot)[store.doublesOffset(slot) + 1] += value;
  }

  private static byte[] saved(KeyedStateStore store) {
    StateWriter out = new StateWriter();
    store.save(out);
    return out.toBytes();
  }

  /** A plain map in order of use, oldest first, as a reference for the store. */
  private static final class Model {
    private final int maxKeys;
    private Map<String, double[]> keys = new LinkedHashMap<>();
    private long evictions;

    Model(int maxKeys) {
      this.maxKeys = maxKeys;
    }

    void visit(String key, double value) {
      double[] record = keys.remove(key);
      if (record == null) {
        record = new double[2];
        if (keys.size() == maxKeys) {
          keys.remove(keys.keySet().iterator().next());
          evictions++;
        }
      }
      record[0]++;
      record[1] += value;
      keys.put(key, record);
    }

    Model copy() {
      Model copy = new Model(maxKeys);
      copy.evictions = evictions;
      keys.forEach((key, record) -> copy.keys.put(key, record.clone()));
      return copy;
    }

    void assertEqual(KeyedStateStore store) {
      StateReader in = new StateReader(saved(store));
      in.readVersion(1);
      assertThat(in.readInt()).isEqualTo(2);
      assertThat(in.readInt()).isEqualTo(1);
      assertThat(in.readLong()).isEqualTo(evictions).isEqualTo(store.evictions());
      int count = in.readInt();
      List<String> found = new ArrayList<>();
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        String key = in.readString();
        in.readDouble();
        double sum = in.readDouble();
        found.add(key + " " + in.readLong() + " " + sum);
        int slot = store.find(key);
        assertThat(store.key(slot)).isEqualTo(key);
      }
      keys.forEach((key, record) -> expected.add(key + " " + (long) record[0] + " " + record[1]));
      assertThat(found).isEqualTo(expected);
      assertThat(store.size()).isEqualTo(keys.size());
      assertThat(store.find("never visited")).isEqualTo(-1);
    }
  }

  @Property(tries = 300)
  void equalsAMapInOrderOfUseThatCanBeRestored(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int maxKeys) {
    Random random = new Random(seed);
    KeyedStateStore store = new KeyedStateStore(2, 1, maxKeys);
    Model model = new Model(maxKeys);
    Model marked = model;
    boolean isMarked = false;
    int names = 1 + random.nextInt(80);
    for (int step = 0; step < 200; step++) {
      int what = random.nextInt(100);
      if (what < 88) {
        String key = "key " + random.nextInt(names);
        visit(store, key, step);
        model.visit(key, step);
      } else if (what < 92) {
        store.mark();
        marked = model.copy();
        isMarked = true;
      } else if (what < 97 && isMarked) {
        store.rollback();
        model = marked.copy();
        model.assertEqual(store);
      } else if (what == 98) {
        byte[] state = saved(store);
        store = new KeyedStateStore(2, 1, maxKeys);
        store.load(new StateReader(state));
        assertThat(saved(store)).isEqualTo(state);
        isMarked = false;
      } else if (what == 99 && random.nextInt(4) == 0) {
        store.clear();
        model = new Model(maxKeys);
        isMarked = false;
      }
    }
    model.assertEqual(store);
  }

  @Test
  void storesManyKeysInSegments() {
    KeyedStateStore store = new KeyedStateStore(2, 1, 50_000);
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 50_000; i++) {
        visit(store, "k" + i, i);
      }
    }
    assertThat(store.size()).isEqualTo(50_000);
    assertThat(store.evictions()).isZero();
    for (int i = 0; i < 50_000; i += 7) {
      int slot = store.find("k" + i);
      assertThat(store.doubles(slot)[store.doublesOffset(slot) + 1]).isEqualTo(2.0 * i);
      assertThat(store.longs(slot)[store.longsOffset(slot)]).isEqualTo(2);
      assertThat(store.doubles(slot).length * 8).isLessThanOrEqualTo(256 * 1024);
    }
    // 50 000 keys: 16 bytes of doubles, 8 of longs, 20 of links, 4 for the key, 56 + 6 for its text
    assertThat(store.retainedBytes()).isBetween(50_000L * 100, 50_000L * 140);
  }

  @Test
  void aSlotOfAnotherKeyIsNotUsed() {
    KeyedStateStore store = new KeyedStateStore(1, 0, 1);
    int slot = store.getOrCreateSlot("a");
    store.doubles(slot)[store.doublesOffset(slot)] = 5;
    assertThat(store.getOrCreateSlot("b", slot)).isEqualTo(slot);
    assertThat(store.key(slot)).isEqualTo("b");
    assertThat(store.doubles(slot)[store.doublesOffset(slot)]).isZero();
    assertThat(store.evictions()).isEqualTo(1);
  }

  @Test
  void evictsTheLeastRecentlyUsedKey() {
    KeyedStateStore store = new KeyedStateStore(2, 1, 3);
    for (String key : List.of("a", "b", "c", "a", "d")) {
      visit(store, key, 1);
    }
    assertThat(store.find("b"))
        .isEqualTo(-1); // a was used again, so b was the least recently used key
    assertThat(store.find("a")).isNotNegative();
    assertThat(store.evictions()).isEqualTo(1);
  }

  @Nested
  class AttemptCost {

    private long operationsOfAnAttempt(int keys, String firstTouched) {
      KeyedStateStore store = new KeyedStateStore(2, 1, keys);
      for (int i = 0; i < keys; i++) {
        visit(store, "k" + i, i);
      }
      byte[] before = keys <= 10_000 ? saved(store) : new byte[0];
      long start = store.journalOperations();
      store.mark();
      for (int row = 0; row < 1_000; row++) {
        visit(store, firstTouched + row, row);
        visit(store, firstTouched + row, row);
      }
      store.rollback();
      long operations = store.journalOperations() - start;
      if (keys <= 10_000) {
        assertThat(saved(store)).isEqualTo(before);
      }
      return operations;
    }

    @Test
    void dependsOnTheKeysUsedAndNotOnTheKeysStored() {
      // 1 000 records are copied to the journal, and 1 000 back
      assertThat(operationsOfAnAttempt(1_000, "k")).isEqualTo(2_000);
      assertThat(operationsOfAnAttempt(1_000_000, "k")).isEqualTo(2_000);
    }

    @Test
    void isTheSameIfEachRowHasANewKey() {
      assertThat(operationsOfAnAttempt(1_000, "new")).isEqualTo(2_000);
      assertThat(operationsOfAnAttempt(1_000_000, "new")).isEqualTo(2_000);
    }
  }

  @Nested
  class BadInput {

    @Test
    void rollbackNeedsAMark() {
      KeyedStateStore store = new KeyedStateStore(1, 1, 2);
      assertThatThrownBy(store::rollback)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("rollback without a mark");
    }

    @Test
    void recordsOfAnotherShapeAreRefused() {
      KeyedStateStore other = new KeyedStateStore(3, 1, 2);
      KeyedStateStore store = new KeyedStateStore(1, 1, 2);
      assertThatThrownBy(() -> store.load(new StateReader(saved(other))))
          .isInstanceOf(StateCorruptException.class)
          .hasMessageContaining(
              "1 doubles and 1 longs were expected, but records of 3 and 1 were saved");
    }

    @Test
    void moreKeysThanTheMaximumAreRefused() {
      KeyedStateStore many = new KeyedStateStore(2, 1, 5);
      for (int i = 0; i < 5; i++) {
        visit(many, "k" + i, i);
      }
      KeyedStateStore few = new KeyedStateStore(2, 1, 4);
      assertThatThrownBy(() -> few.load(new StateReader(saved(many))))
          .isInstanceOf(StateCorruptException.class)
          .hasMessageContaining("5 keys were saved, but at most 4 can be stored");
    }

    @Test
    void aTruncatedStateIsRefusedAtEveryLength() {
      KeyedStateStore store = new KeyedStateStore(2, 1, 5);
      visit(store, "a", 1);
      visit(store, "b", 2);
      byte[] whole = saved(store);
      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> new KeyedStateStore(2, 1, 5).load(new StateReader(cut)))
            .isInstanceOf(StateCorruptException.class);
      }
    }
  }
}
