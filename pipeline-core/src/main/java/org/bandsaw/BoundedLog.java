package org.bandsaw;

import java.util.ArrayList;
import java.util.List;

/**
 * A record that stays bounded: when it has 2 000 entries every second one is let go, and from then
 * on only each second one is added. Safe for any number of threads.
 *
 * @param <T> what is kept
 */
final class BoundedLog<T> {

  private static final int MAX_ENTRIES = 2_000;
  private static final long BYTES_PER_ENTRY = 104;

  private final List<T> entries = new ArrayList<>();
  private long keepInterval = 1;
  private long added;

  synchronized void add(T entry) {
    if (added++ % keepInterval != 0) {
      return;
    }
    entries.add(entry);
    if (entries.size() == MAX_ENTRIES) {
      for (int i = 0; i < MAX_ENTRIES / 2; i++) {
        entries.set(i, entries.get(2 * i));
      }
      entries.subList(MAX_ENTRIES / 2, MAX_ENTRIES).clear();
      keepInterval *= 2;
    }
  }

  /** How many entries stand behind each that is kept. */
  synchronized long keepInterval() {
    return keepInterval;
  }

  /** About what the entries take: a record of some numbers and a duration each. */
  synchronized long retainedBytes() {
    return entries.size() * BYTES_PER_ENTRY;
  }

  /** A copy, in the order in which they were added. */
  synchronized List<T> list() {
    return List.copyOf(entries);
  }
}
