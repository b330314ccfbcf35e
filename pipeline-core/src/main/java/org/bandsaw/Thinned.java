package org.bandsaw;

import java.util.ArrayList;
import java.util.List;

/**
 * A record that stays bounded: when it has 2 000 entries every second one is let go, and from then
 * on only each second one is added. Safe for any number of threads.
 *
 * @param <T> what is kept
 */
final class Thinned<T> {

  private static final int MOST = 2_000;
  private static final long BYTES_PER_ENTRY = 104;

  private final List<T> kept = new ArrayList<>();
  private long every = 1;
  private long added;

  synchronized void add(T entry) {
    if (added++ % every != 0) {
      return;
    }
    kept.add(entry);
    if (kept.size() == MOST) {
      for (int i = 0; i < MOST / 2; i++) {
        kept.set(i, kept.get(2 * i));
      }
      kept.subList(MOST / 2, MOST).clear();
      every *= 2;
    }
  }

  /** How many entries stand behind each that is kept. */
  synchronized long every() {
    return every;
  }

  /** About what the entries take: a record of some numbers and a duration each. */
  synchronized long retainedBytes() {
    return kept.size() * BYTES_PER_ENTRY;
  }

  /** A copy, in the order in which they were added. */
  synchronized List<T> list() {
    return List.copyOf(kept);
  }
}
