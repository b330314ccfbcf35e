package org.bandsaw.stage;

import java.util.Arrays;
import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Dictionary;
import org.bandsaw.data.MutableRow;
import org.bandsaw.data.Retained;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.bandsaw.state.KeyedStateStore;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.jspecify.annotations.Nullable;

/** A history per key. A missing key is a key like any other. */
final class KeyedHistoryRun implements RowStageRun, KeyedRun {

  private final History history;
  private final String column;
  private final List<String> keys;
  private final String made;
  private final Shape shape;
  private final Numbers numbers = new Numbers();
  private final KeyedStateStore store;
  private final StringBuilder joined = new StringBuilder();
  private @Nullable Dictionary dictionary;
  private int[] slotOfCode = {};

  KeyedHistoryRun(
      Schema input,
      History history,
      String column,
      List<String> keys,
      KeyLimit limit,
      String made) {
    this.history = history;
    this.column = column;
    this.keys = keys;
    this.made = made;
    input.requireNumeric(column);
    String[] read = Arrays.copyOf(keys.toArray(String[]::new), keys.size() + 1);
    read[keys.size()] = column;
    shape = new Shape(input, List.of(read), List.of(made), s -> s.with(ColumnSpec.real(made)));
    store = new KeyedStateStore(history.doubles(), history.longs(), limit.keys());
  }

  @Override
  public Schema output() {
    return shape.output();
  }

  @Override
  public int keys() {
    return store.size();
  }

  @Override
  public long forgottenKeys() {
    return store.forgotten();
  }

  @Override
  public Chunk process(Chunk chunk) {
    return apply(chunk);
  }

  @Override
  public Chunk apply(Chunk chunk) {
    shape.over(chunk.schema());
    int rows = chunk.rowCount();
    double[] values = numbers.of(chunk.vector(shape.read(keys.size())));
    double[] answers = numbers.room(rows);
    if (keys.size() == 1 && chunk.vector(shape.read(0)) instanceof StringVector texts) {
      byCode(texts, values, answers);
    } else {
      byText(chunk, values, answers);
    }
    return shape.chunk(chunk, numbers.made(rows));
  }

  @SuppressWarnings("ReferenceEquality") // codes mean something in one dictionary object only
  private void byCode(StringVector texts, double[] values, double[] answers) {
    if (texts.dictionary() != dictionary) {
      dictionary = texts.dictionary();
      slotOfCode = new int[64];
    }
    int rows = texts.length();
    int[] codes = texts.codes();
    for (int i = 0; i < rows; i++) {
      int code = codes[i];
      if (code >= slotOfCode.length) {
        slotOfCode = Arrays.copyOf(slotOfCode, Math.max(code + 1, 2 * slotOfCode.length));
      }
      int slot = store.slot(texts.get(i), slotOfCode[code]);
      slotOfCode[code] = slot;
      answers[i] = step(slot, values[i]);
    }
  }

  private void byText(Chunk chunk, double[] values, double[] answers) {
    Vector[] columns = new Vector[keys.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = chunk.vector(shape.read(i));
    }
    int rows = chunk.rowCount();
    for (int i = 0; i < rows; i++) {
      joined.setLength(0);
      for (Vector vector : columns) {
        join(vector.text(i));
      }
      answers[i] = step(store.slot(joined.toString()), values[i]);
    }
  }

  /** With its length before it, so that "a", "bc" and "ab", "c" are told apart. */
  private void join(String text) {
    if (keys.size() > 1) {
      joined.append(text.length()).append(':');
    }
    joined.append(text);
  }

  private double step(int slot, double value) {
    return history.step(
        value, store.doubles(slot), store.doublesAt(slot), store.longs(slot), store.longsAt(slot));
  }

  @Override
  public void mark() {
    shape.mark();
    store.mark();
  }

  @Override
  public void rollback() {
    shape.rollback();
    numbers.release();
    store.rollback();
  }

  /** Forgets all keys; a mark from before is gone with them. */
  @Override
  public void clearContext() {
    store.clear();
  }

  @Override
  public void save(StateWriter out) {
    out.version(1);
    store.save(out);
  }

  @Override
  public void load(StateReader in) {
    in.version(1);
    store.load(in);
    for (int slot = 0; slot < store.size(); slot++) {
      history.check(
          store.doubles(slot), store.doublesAt(slot), store.longs(slot), store.longsAt(slot));
    }
  }

  @Override
  public long retainedBytes() {
    return numbers.retainedBytes() + store.retainedBytes() + Retained.ints(slotOfCode.length);
  }

  @Override
  public RowKernel rowKernel(RowLayout layout) {
    int slot = layout.slot(column);
    ValueType type = layout.type(column);
    int[] keySlots = layout.slots(keys);
    ValueType[] keyTypes = keys.stream().map(layout::type).toArray(ValueType[]::new);
    layout.advance(shape.outputFor(layout.schema()));
    int to = layout.slot(made);
    return row -> {
      String key =
          keySlots.length == 1
              ? row.text(keySlots[0], keyTypes[0])
              : joined(row, keySlots, keyTypes);
      row.numbers()[to] = step(store.slot(key), row.number(slot, type));
      return true;
    };
  }

  private String joined(MutableRow row, int[] slots, ValueType[] types) {
    joined.setLength(0);
    for (int i = 0; i < slots.length; i++) {
      join(row.text(slots[i], types[i]));
    }
    return joined.toString();
  }
}
