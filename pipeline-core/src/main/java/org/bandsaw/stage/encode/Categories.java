package org.bandsaw.stage.encode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.stage.run.RunPart;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/** The categories of a one-hot encoder: declared ones, then those found in the data. */
final class Categories implements RunPart {

  private static final int MAX_SHOWN_LENGTH = 80;

  private final int declaredCount;
  private final List<String> values;
  private final Map<String, Integer> indexes = new HashMap<>();
  private long[] firstSeenRows;
  private int markedCount;

  Categories(List<String> declared) {
    declaredCount = declared.size();
    values = new ArrayList<>(declared);
    firstSeenRows = new long[declaredCount + 16];
    markedCount = declaredCount;
    for (String value : values) {
      indexes.put(value, indexes.size());
    }
  }

  /** Returns a value for a message, cut to a readable length. */
  static String abbreviate(String value) {
    return value.length() > MAX_SHOWN_LENGTH ? value.substring(0, MAX_SHOWN_LENGTH) + "…" : value;
  }

  int size() {
    return values.size();
  }

  int declaredCount() {
    return declaredCount;
  }

  List<String> values() {
    return values;
  }

  /** Returns the row in which a category that is not declared first appeared. */
  long firstSeenRow(int index) {
    return firstSeenRows[index];
  }

  /** Returns the index of a value; -1 if it is not a category. */
  int find(String value) {
    Integer index = indexes.get(value);
    return index == null ? -1 : index;
  }

  /** Adds a category and returns its index. */
  int add(String value, long sourceRow) {
    int index = values.size();
    values.add(value);
    indexes.put(value, index);
    if (index >= firstSeenRows.length) {
      firstSeenRows = Arrays.copyOf(firstSeenRows, 2 * index);
    }
    firstSeenRows[index] = sourceRow;
    return index;
  }

  @Override
  public void mark() {
    markedCount = values.size();
  }

  @Override
  public void rollback() {
    removeFrom(markedCount);
  }

  private void removeFrom(int count) {
    List<String> removed = values.subList(count, values.size());
    for (String value : removed) {
      indexes.remove(value);
    }
    removed.clear();
  }

  @Override
  public void save(StateWriter out) {
    out.writeInt(values.size() - declaredCount);
    for (int i = declaredCount; i < values.size(); i++) {
      out.writeString(values.get(i)).writeLong(firstSeenRows[i]);
    }
  }

  @Override
  public void load(StateReader in) {
    int count = in.readCount(12);
    removeFrom(declaredCount);
    firstSeenRows = new long[declaredCount + count + 16];
    for (int i = 0; i < count; i++) {
      String value = in.readString();
      if (indexes.containsKey(value)) {
        throw new StateCorruptException("the category '" + value + "' was saved twice");
      }
      add(value, in.readLong());
    }
  }

  @Override
  public long retainedBytes() {
    long sum = MemorySizes.longs(firstSeenRows.length);
    for (String value : values) {
      sum += 120 + 2L * value.length();
    }
    return sum;
  }
}
