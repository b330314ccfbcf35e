package org.bandsaw.engine.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * A log of bounded length: at 2 000 entries every second one is dropped, and from then on only
 * every second entry is added. Safe for use by several threads.
 *
 * @param <T> the type of the entries
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

  /** Returns k if every k-th entry is kept. */
  synchronized long keepInterval() {
    return keepInterval;
  }

  /** Returns the approximate bytes of the entries: a record of some numbers and a duration each. */
  synchronized long retainedBytes() {
    return entries.size() * BYTES_PER_ENTRY;
  }

  /** Returns a copy of the entries, in the order in which they were added. */
  synchronized List<T> list() {
    return List.copyOf(entries);
  }

  synchronized void save(StateWriter out, BiConsumer<StateWriter, T> writeEntry) {
    out.writeLong(added).writeLong(keepInterval).writeInt(entries.size());
    for (T entry : entries) {
      writeEntry.accept(out, entry);
    }
  }

  synchronized void load(StateReader in, Function<StateReader, T> readEntry) {
    added = in.readLong();
    keepInterval = in.readLong();
    entries.clear();
    int count = in.readCount(1);
    for (int i = 0; i < count; i++) {
      entries.add(readEntry.apply(in));
    }
  }
}
