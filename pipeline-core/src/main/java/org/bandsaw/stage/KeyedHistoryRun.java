package org.bandsaw.stage;

import java.util.Arrays;
import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.state.KeyedStateStore;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/** A history per key. A missing key is a key like any other. */
final class KeyedHistoryRun implements RowStageRun, KeyedRun {

  private final History history;
  private final String column;
  private final List<String> keys;
  private final String made;
  private final Shape shape;
  private final Numbers numbers = new Numbers();
  private final KeyedStateStore store;
  private final KeyColumns keyColumns;

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
    keyColumns = new KeyColumns(keys, store);
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
    StringVector texts = keyColumns.over(chunk, shape);
    if (texts != null) {
      int[] codes = texts.codes();
      for (int i = 0; i < rows; i++) {
        answers[i] = step(keyColumns.slot(texts.get(i), codes[i]), values[i]);
      }
    } else {
      for (int i = 0; i < rows; i++) {
        answers[i] = step(keyColumns.slot(i), values[i]);
      }
    }
    keyColumns.leave();
    return shape.chunk(chunk, numbers.made(rows));
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
    return numbers.retainedBytes() + store.retainedBytes() + keyColumns.retainedBytes();
  }

  @Override
  public RowKernel rowKernel(RowLayout layout) {
    int slot = layout.slot(column);
    ValueType type = layout.type(column);
    int[] keySlots = layout.slots(keys);
    ValueType[] keyTypes = keyColumns.types(layout);
    layout.advance(shape.outputFor(layout.schema()));
    int to = layout.slot(made);
    return row -> {
      int key = keyColumns.slot(row, keySlots, keyTypes);
      row.numbers()[to] = step(key, row.number(slot, type));
      return true;
    };
  }
}
