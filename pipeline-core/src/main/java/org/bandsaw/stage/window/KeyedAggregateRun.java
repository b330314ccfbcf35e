package org.bandsaw.stage.window;

import java.util.Arrays;
import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.stage.KeyLimit;
import org.bandsaw.stage.KeyedRun;
import org.bandsaw.stage.RowKernel;
import org.bandsaw.stage.RowStageRun;
import org.bandsaw.stage.run.ColumnMapping;
import org.bandsaw.stage.run.NumericBuffer;
import org.bandsaw.state.KeyedStateStore;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/** A history per key. A missing key is a key like any other. */
public final class KeyedAggregateRun implements RowStageRun, KeyedRun {

  private final Aggregate aggregate;
  private final String column;
  private final List<String> keys;
  private final String outputColumn;
  private final ColumnMapping mapping;
  private final NumericBuffer numbers = new NumericBuffer();
  private final KeyedStateStore store;
  private final KeyResolver keyResolver;

  public KeyedAggregateRun(
      Schema input,
      Aggregate history,
      String column,
      List<String> keys,
      KeyLimit limit,
      String made) {
    this.aggregate = history;
    this.column = column;
    this.keys = keys;
    this.outputColumn = made;
    input.requireNumeric(column);
    String[] read = Arrays.copyOf(keys.toArray(String[]::new), keys.size() + 1);
    read[keys.size()] = column;
    mapping =
        new ColumnMapping(input, List.of(read), List.of(made), s -> s.with(ColumnSpec.real(made)));
    store = new KeyedStateStore(history.doubleCount(), history.longCount(), limit.maxKeys());
    keyResolver = new KeyResolver(keys, store);
  }

  @Override
  public Schema output() {
    return mapping.output();
  }

  @Override
  public int keyCount() {
    return store.size();
  }

  @Override
  public long evictedKeys() {
    return store.evictions();
  }

  @Override
  public Chunk process(Chunk chunk) {
    return apply(chunk);
  }

  @Override
  public Chunk apply(Chunk chunk) {
    mapping.resolve(chunk.schema());
    int rows = chunk.rowCount();
    double[] values = numbers.valuesOf(chunk.vector(mapping.inputIndex(keys.size())));
    double[] answers = numbers.resultArray(rows);
    StringVector texts = keyResolver.resolve(chunk, mapping);
    if (texts != null) {
      int[] codes = texts.codes();
      for (int i = 0; i < rows; i++) {
        answers[i] = update(keyResolver.slot(texts.get(i), codes[i]), values[i]);
      }
    } else {
      for (int i = 0; i < rows; i++) {
        answers[i] = update(keyResolver.slot(i), values[i]);
      }
    }
    keyResolver.release();
    return mapping.outputChunk(chunk, numbers.result(rows));
  }

  private double update(int slot, double value) {
    return aggregate.update(
        value,
        store.doubles(slot),
        store.doublesOffset(slot),
        store.longs(slot),
        store.longsOffset(slot));
  }

  @Override
  public void mark() {
    mapping.mark();
    store.mark();
  }

  @Override
  public void rollback() {
    mapping.rollback();
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
    out.writeVersion(1);
    store.save(out);
  }

  @Override
  public void load(StateReader in) {
    in.readVersion(1);
    store.load(in);
    for (int slot = 0; slot < store.size(); slot++) {
      aggregate.validate(
          store.doubles(slot),
          store.doublesOffset(slot),
          store.longs(slot),
          store.longsOffset(slot));
    }
  }

  @Override
  public long retainedBytes() {
    return numbers.retainedBytes() + store.retainedBytes() + keyResolver.retainedBytes();
  }

  @Override
  public RowKernel rowKernel(RowLayout layout) {
    int slot = layout.slot(column);
    ValueType type = layout.type(column);
    int[] keySlots = layout.slots(keys);
    ValueType[] keyTypes = keyResolver.keyTypes(layout);
    layout.advance(mapping.outputFor(layout.schema()));
    int to = layout.slot(outputColumn);
    return row -> {
      int key = keyResolver.slot(row, keySlots, keyTypes);
      row.numbers()[to] = update(key, row.number(slot, type));
      return true;
    };
  }
}
