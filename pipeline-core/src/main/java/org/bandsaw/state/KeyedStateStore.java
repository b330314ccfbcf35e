package org.bandsaw.state;

import java.util.Arrays;
import java.util.Locale;
import org.bandsaw.data.MemorySizes;
import org.jspecify.annotations.Nullable;

/**
 * Stores a record of doubles and longs for each key, for a bounded number of keys, and can roll
 * back changes.
 *
 * <p>{@link #getOrCreateSlot(String)} returns the slot of a key and makes the key the most recently
 * used one. The record is then read and written in place: {@code doubles(slot)[doublesOffset(slot)
 * + i]}. A new key beyond the bound replaces the least recently used key, whose eviction is {@link
 * #evictions() counted}. A new record contains zeros.
 *
 * <p>{@link #rollback} restores the keys, the records and the order of use at the last {@link
 * #mark}. A record is copied when it is first used after a mark, so the cost of an attempt depends
 * on the number of keys used in it, not on the number of keys in the store. Memory is allocated in
 * arrays of about 16 KiB, unless a record is larger, and no records are copied when the store
 * grows.
 *
 * <p>Used by one thread.
 */
public final class KeyedStateStore implements Saveable {

  private static final int NONE = -1;
  private static final int INITIAL_BUCKETS = 16;
  private static final int BUCKET_BITS = 11;

  private final int doublesPerKey;
  private final int longsPerKey;
  private final int maxKeys;
  private final Records records;
  private int size;
  private int newest = NONE;
  private int oldest = NONE;
  private long evictions;
  private long textBytes;

  // linear hashing: each added key splits one bucket, so that no call rehashes all keys
  private int[][] buckets = new int[4][];
  private int bucketCount = INITIAL_BUCKETS;
  private int bucketMask = INITIAL_BUCKETS - 1;

  private final Records journal;
  private int journalSize;
  private boolean isMarked;
  private int epoch;
  private int markedSize;
  private long markedEvictions;
  private long journalOperations;

  /**
   * An empty store.
   *
   * @param doublesPerKey doubles in each record, from 0
   * @param longsPerKey longs in each record, from 0
   * @param maxKeys the maximum number of keys, from 1
   */
  public KeyedStateStore(int doublesPerKey, int longsPerKey, int maxKeys) {
    if (doublesPerKey < 0 || longsPerKey < 0 || maxKeys < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d doubles and %d longs for each of %d keys: there must be at least one key, and no"
                  + " count may be negative",
              doublesPerKey,
              longsPerKey,
              maxKeys));
    }
    this.doublesPerKey = doublesPerKey;
    this.longsPerKey = longsPerKey;
    this.maxKeys = maxKeys;
    records = new Records(doublesPerKey, longsPerKey);
    journal = new Records(doublesPerKey, longsPerKey);
    buckets[0] = new int[1 << BUCKET_BITS];
  }

  /** Returns the number of keys. Their slots are 0 to {@code size() - 1}. */
  public int size() {
    return size;
  }

  /** Returns how many keys were evicted because there were more than the maximum. */
  public long evictions() {
    return evictions;
  }

  /** Returns the key of a slot. */
  public String key(int slot) {
    String key = records.key(slot);
    if (slot >= size || key == null) {
      throw new IndexOutOfBoundsException("slot " + slot + " of " + size);
    }
    return key;
  }

  /** Returns the slot of a key; -1 if there is none. The order of use does not change. */
  public int find(String key) {
    return find(key, spread(key));
  }

  /**
   * Returns the slot of a key, which is added if it is new and becomes the most recently used one.
   * The slot is valid until the next call with another key.
   */
  public int getOrCreateSlot(String key) {
    int hash = spread(key);
    int slot = find(key, hash);
    if (slot >= 0) {
      touch(slot);
      return slot;
    }
    if (size < maxKeys) {
      slot = size++;
      records.ensureCapacity(slot);
      if (isMarked) {
        writeJournal(slot, null, NONE);
      } else {
        records.set(slot, Records.EPOCH, 0);
      }
      growBuckets();
    } else {
      slot = oldest;
      touch(slot);
      removeFromIndex(slot);
      evictions++;
    }
    records.clear(slot);
    records.set(slot, Records.HASH, hash);
    records.key(slot, key);
    addToIndex(slot);
    if (newest != slot) {
      linkBefore(slot, newest);
    }
    return slot;
  }

  /**
   * Returns the slot of a key as {@link #getOrCreateSlot(String)} does, without a look-up if the
   * key still has the slot that an earlier call returned.
   *
   * @param remembered a slot that an earlier call returned for this key
   */
  public int getOrCreateSlot(String key, int remembered) {
    if (remembered < size && key.equals(records.key(remembered))) {
      touch(remembered);
      return remembered;
    }
    return getOrCreateSlot(key);
  }

  /** Returns the array that contains the doubles of a slot. */
  public double[] doubles(int slot) {
    return records.doubles(slot);
  }

  /** Returns the index of the first double of a slot in its array. */
  public int doublesOffset(int slot) {
    return (slot & records.mask) * doublesPerKey;
  }

  /** Returns the array that contains the longs of a slot. */
  public long[] longs(int slot) {
    return records.longs(slot);
  }

  /** Returns the index of the first long of a slot in its array. */
  public int longsOffset(int slot) {
    return (slot & records.mask) * longsPerKey;
  }

  private static int spread(String key) {
    int hash = key.hashCode() * 0x9E3779B9;
    return hash ^ hash >>> 15;
  }

  private int find(String key, int hash) {
    int bucket = bucketOf(hash);
    int slot = buckets[bucket >> BUCKET_BITS][bucket & (1 << BUCKET_BITS) - 1] - 1;
    while (slot >= 0) {
      if (records.get(slot, Records.HASH) == hash && key.equals(records.key(slot))) {
        return slot;
      }
      slot = records.get(slot, Records.NEXT_IN_BUCKET);
    }
    return NONE;
  }

  private int bucketOf(int hash) {
    int bucket = hash & bucketMask;
    return bucket < bucketCount ? bucket : hash & bucketMask >> 1;
  }

  private void addToIndex(int slot) {
    int bucket = bucketOf(records.get(slot, Records.HASH));
    int[] heads = buckets[bucket >> BUCKET_BITS];
    int at = bucket & (1 << BUCKET_BITS) - 1;
    records.set(slot, Records.NEXT_IN_BUCKET, heads[at] - 1);
    heads[at] = slot + 1;
    textBytes += MemorySizes.text(key(slot));
  }

  private void removeFromIndex(int slot) {
    int bucket = bucketOf(records.get(slot, Records.HASH));
    int[] heads = buckets[bucket >> BUCKET_BITS];
    int at = bucket & (1 << BUCKET_BITS) - 1;
    int after = records.get(slot, Records.NEXT_IN_BUCKET);
    int other = heads[at] - 1;
    if (other == slot) {
      heads[at] = after + 1;
    } else {
      while (records.get(other, Records.NEXT_IN_BUCKET) != slot) {
        other = records.get(other, Records.NEXT_IN_BUCKET);
      }
      records.set(other, Records.NEXT_IN_BUCKET, after);
    }
    textBytes -= MemorySizes.text(key(slot));
  }

  /** Adds a bucket if there are more keys than buckets, and splits the one it belonged to. */
  private void growBuckets() {
    if (size <= bucketCount || bucketCount == 1 << 30) {
      return;
    }
    int added = bucketCount++;
    if (added > bucketMask) {
      bucketMask = bucketMask << 1 | 1;
    }
    int segment = added >> BUCKET_BITS;
    if (segment == buckets.length) {
      buckets = Arrays.copyOf(buckets, 2 * segment);
    }
    if (buckets[segment] == null) {
      buckets[segment] = new int[1 << BUCKET_BITS];
    }
    int split = added & bucketMask >> 1;
    int[] heads = buckets[split >> BUCKET_BITS];
    int at = split & (1 << BUCKET_BITS) - 1;
    int slot = heads[at] - 1;
    heads[at] = 0;
    while (slot >= 0) {
      int after = records.get(slot, Records.NEXT_IN_BUCKET);
      int bucket = bucketOf(records.get(slot, Records.HASH));
      int[] into = buckets[bucket >> BUCKET_BITS];
      int place = bucket & (1 << BUCKET_BITS) - 1;
      records.set(slot, Records.NEXT_IN_BUCKET, into[place] - 1);
      into[place] = slot + 1;
      slot = after;
    }
  }

  private void touch(int slot) {
    if (isMarked && records.get(slot, Records.EPOCH) != epoch) {
      writeJournal(slot, key(slot), records.get(slot, Records.OLDER));
    }
    if (slot != newest) {
      unlink(slot);
      linkBefore(slot, newest);
    }
  }

  /**
   * Copies a record before its first change since the mark. Records used since the mark precede all
   * others in the order of use, so the next older key has not been used since, and has the same
   * place when the entries are undone in reverse order.
   */
  private void writeJournal(int slot, @Nullable String key, int older) {
    int entry = journalSize++;
    journal.ensureCapacity(entry);
    journal.set(entry, Records.SLOT, slot);
    journal.set(entry, Records.OLDER, older);
    journal.key(entry, key);
    if (key != null) {
      journal.copy(entry, records, slot);
    }
    records.set(slot, Records.EPOCH, epoch);
    journalOperations++;
  }

  private void unlink(int slot) {
    int older = records.get(slot, Records.OLDER);
    int newer = records.get(slot, Records.NEWER);
    if (newer == NONE) {
      newest = older;
    } else {
      records.set(newer, Records.OLDER, older);
    }
    if (older == NONE) {
      oldest = newer;
    } else {
      records.set(older, Records.NEWER, newer);
    }
  }

  /** Links a slot as the next newer one of an older slot; {@link #NONE} makes it the oldest. */
  private void linkBefore(int slot, int older) {
    int newer = older == NONE ? oldest : records.get(older, Records.NEWER);
    records.set(slot, Records.OLDER, older);
    records.set(slot, Records.NEWER, newer);
    if (newer == NONE) {
      newest = slot;
    } else {
      records.set(newer, Records.OLDER, slot);
    }
    if (older == NONE) {
      oldest = slot;
    } else {
      records.set(older, Records.NEWER, slot);
    }
  }

  /** Marks the present state as the one that {@link #rollback} restores. */
  public void mark() {
    isMarked = true;
    markedSize = size;
    markedEvictions = evictions;
    nextEpoch();
  }

  private void nextEpoch() {
    for (int i = 0; i < journalSize; i++) {
      journal.key(i, null);
    }
    journalSize = 0;
    epoch++;
    if (epoch == 0) { // after 2^32 marks an old epoch could equal a new one
      for (int slot = 0; slot < size; slot++) {
        records.set(slot, Records.EPOCH, 0);
      }
      epoch = 1;
    }
  }

  /**
   * Restores the state at the last mark, which remains set.
   *
   * @throws IllegalStateException if there was no mark since the store was created, cleared or
   *     loaded
   */
  public void rollback() {
    if (!isMarked) {
      throw new IllegalStateException("rollback without a mark");
    }
    for (int i = 0; i < journalSize; i++) {
      int slot = journal.get(i, Records.SLOT);
      removeFromIndex(slot);
      unlink(slot);
    }
    for (int i = journalSize - 1; i >= 0; i--) {
      int slot = journal.get(i, Records.SLOT);
      String key = journal.key(i);
      records.key(slot, key);
      if (key != null) {
        records.copy(slot, journal, i);
        records.set(slot, Records.HASH, spread(key));
        addToIndex(slot);
        linkBefore(slot, journal.get(i, Records.OLDER));
      }
      journalOperations++;
    }
    size = markedSize;
    evictions = markedEvictions;
    nextEpoch();
  }

  /** Removes all keys and the mark, and resets the number of evictions. */
  public void clear() {
    for (int slot = 0; slot < size; slot++) {
      records.key(slot, null);
    }
    for (int[] heads : buckets) {
      if (heads != null) {
        Arrays.fill(heads, 0);
      }
    }
    size = 0;
    newest = NONE;
    oldest = NONE;
    evictions = 0;
    textBytes = 0;
    isMarked = false;
    nextEpoch();
  }

  /** Writes the keys and their records, the least recently used one first. */
  @Override
  public void save(StateWriter out) {
    out.writeVersion(1).writeInt(doublesPerKey).writeInt(longsPerKey).writeLong(evictions);
    out.writeInt(size);
    for (int slot = oldest; slot != NONE; slot = records.get(slot, Records.NEWER)) {
      out.writeString(key(slot));
      double[] doubles = doubles(slot);
      for (int i = doublesOffset(slot), end = i + doublesPerKey; i < end; i++) {
        out.writeDouble(doubles[i]);
      }
      long[] longs = longs(slot);
      for (int i = longsOffset(slot), end = i + longsPerKey; i < end; i++) {
        out.writeLong(longs[i]);
      }
    }
  }

  @Override
  public void load(StateReader in) {
    in.readVersion(1);
    int savedDoubles = in.readInt();
    int savedLongs = in.readInt();
    if (savedDoubles != doublesPerKey || savedLongs != longsPerKey) {
      throw new StateCorruptException(
          String.format(
              Locale.ROOT,
              "records of %d doubles and %d longs were expected, but records of %d and %d were saved",
              doublesPerKey,
              longsPerKey,
              savedDoubles,
              savedLongs));
    }
    long savedEvictions = in.readLong();
    int count = in.readCount(Math.addExact(4, Math.multiplyExact(8, doublesPerKey + longsPerKey)));
    if (count > maxKeys) {
      throw new StateCorruptException(
          count + " keys were saved, but at most " + maxKeys + " can be stored");
    }
    clear();
    for (int n = 0; n < count; n++) {
      int slot = getOrCreateSlot(in.readString());
      if (slot != n) {
        throw new StateCorruptException("the key '" + key(slot) + "' was saved twice");
      }
      double[] doubles = doubles(slot);
      for (int i = doublesOffset(slot), end = i + doublesPerKey; i < end; i++) {
        doubles[i] = in.readDouble();
      }
      long[] longs = longs(slot);
      for (int i = longsOffset(slot), end = i + longsPerKey; i < end; i++) {
        longs[i] = in.readLong();
      }
    }
    evictions = savedEvictions;
  }

  /** Returns the bytes of records, keys, index and journal. */
  public long retainedBytes() {
    long sum = records.retainedBytes() + journal.retainedBytes();
    sum += textBytes + MemorySizes.references(buckets.length);
    for (int[] heads : buckets) {
      sum += heads == null ? 0 : MemorySizes.ints(heads.length);
    }
    return sum;
  }

  /**
   * Returns how many records were copied to the journal or restored from it since the store was
   * created. It measures the cost of attempts.
   */
  public long journalOperations() {
    return journalOperations;
  }

  /** Records in segments, each with a key and links; used for the store and for the journal. */
  private static final class Records {

    static final int OLDER = 0;
    static final int NEWER = 1;
    static final int SLOT = 1; // in the journal, whose entries have no order of use
    static final int NEXT_IN_BUCKET = 2;
    static final int HASH = 3;
    static final int EPOCH = 4;
    private static final int LINKS = 5;
    private static final int SEGMENT_WORDS = 1 << 11;

    private final int doublesPerRecord;
    private final int longsPerRecord;
    private final int segmentBits;
    final int mask;
    private double[][] doubles = new double[4][];
    private long[][] longs = new long[4][];
    private int[][] links = new int[4][];
    private @Nullable String[][] keys = new String[4][];
    private int segments;

    Records(int doublesEach, int longsEach) {
      this.doublesPerRecord = doublesEach;
      this.longsPerRecord = longsEach;
      int widest = Math.max(LINKS, Math.max(doublesEach, longsEach));
      segmentBits = 31 - Integer.numberOfLeadingZeros(Math.max(1, SEGMENT_WORDS / widest));
      mask = (1 << segmentBits) - 1;
    }

    void ensureCapacity(int slot) {
      int segment = slot >> segmentBits;
      if (segment < segments) {
        return;
      }
      if (segment == links.length) {
        doubles = Arrays.copyOf(doubles, 2 * segment);
        longs = Arrays.copyOf(longs, 2 * segment);
        links = Arrays.copyOf(links, 2 * segment);
        keys = Arrays.copyOf(keys, 2 * segment);
      }
      int slots = mask + 1;
      doubles[segment] = new double[slots * doublesPerRecord];
      longs[segment] = new long[slots * longsPerRecord];
      links[segment] = new int[slots * LINKS];
      keys[segment] = new String[slots];
      segments = segment + 1;
    }

    double[] doubles(int slot) {
      return doubles[slot >> segmentBits];
    }

    long[] longs(int slot) {
      return longs[slot >> segmentBits];
    }

    @Nullable String key(int slot) {
      return keys[slot >> segmentBits][slot & mask];
    }

    void key(int slot, @Nullable String key) {
      keys[slot >> segmentBits][slot & mask] = key;
    }

    int get(int slot, int link) {
      return links[slot >> segmentBits][(slot & mask) * LINKS + link];
    }

    void set(int slot, int link, int value) {
      links[slot >> segmentBits][(slot & mask) * LINKS + link] = value;
    }

    void clear(int slot) {
      int at = slot & mask;
      Arrays.fill(doubles(slot), at * doublesPerRecord, (at + 1) * doublesPerRecord, 0);
      Arrays.fill(longs(slot), at * longsPerRecord, (at + 1) * longsPerRecord, 0);
    }

    void copy(int slot, Records from, int other) {
      System.arraycopy(
          from.doubles(other),
          (other & mask) * doublesPerRecord,
          doubles(slot),
          (slot & mask) * doublesPerRecord,
          doublesPerRecord);
      System.arraycopy(
          from.longs(other),
          (other & mask) * longsPerRecord,
          longs(slot),
          (slot & mask) * longsPerRecord,
          longsPerRecord);
    }

    long retainedBytes() {
      int slots = mask + 1;
      long each =
          MemorySizes.doubles(slots * doublesPerRecord)
              + MemorySizes.longs(slots * longsPerRecord)
              + MemorySizes.ints(slots * LINKS)
              + MemorySizes.references(slots);
      return segments * each + 4 * MemorySizes.references(links.length);
    }
  }
}
