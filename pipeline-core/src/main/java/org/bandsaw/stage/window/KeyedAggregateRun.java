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
import org.bandsaw.stage.ShareableRun;
import org.bandsaw.stage.run.ColumnMapping;
import org.bandsaw.stage.run.ComposedRun;
import org.bandsaw.stage.run.NumericBuffer;
import org.bandsaw.stage.run.RunState;
import org.bandsaw.state.KeyedStateStore;
import org.bandsaw.state.StateReader;

/** An aggregate for each key. A missing key is a key like any other. */
final class KeyedAggregateRun implements RowStageRun, ComposedRun, KeyedRun, ShareableRun {

  private final Aggregate aggregate;
  private final String column;
  private final List<String> keys;
  private final KeyLimit limit;
  private final String outputColumn;
  private final RunState state = new RunState();
  private final ColumnMapping mapping;
  private final NumericBuffer numbers;
  private final KeyedStateStore store;
  private final KeyResolver keyResolver;

  static KeyedAggregateRun open(
      Schema input,
      Aggregate aggregate,
      String column,
      List<String> keys,
      KeyLimit limit,
      String outputColumn) {
    input.requireNumeric(column);
    String[] read = Arrays.copyOf(keys.toArray(String[]::new), keys.size() + 1);
    read[keys.size()] = column;
    ColumnMapping mapping =
        new ColumnMapping(
            input,
            List.of(read),
            List.of(outputColumn),
            schema -> schema.with(ColumnSpec.real(outputColumn)));
    return new KeyedAggregateRun(aggregate, column, keys, limit, outputColumn, mapping);
  }

  private KeyedAggregateRun(
      Aggregate aggregate,
      String column,
      List<String> keys,
      KeyLimit limit,
      String outputColumn,
      ColumnMapping mapping) {
    this.aggregate = aggregate;
    this.column = column;
    this.keys = keys;
    this.limit = limit;
    this.outputColumn = outputColumn;
    this.mapping = state.add(mapping);
    numbers = state.add(new NumericBuffer());
    store =
        state.add(
            new KeyedStateStore(aggregate.doubleCount(), aggregate.longCount(), limit.maxKeys()));
    keyResolver = state.add(new KeyResolver(keys, store));
  }

  @Override
  public KeyedAggregateRun withOwnContext() {
    return new KeyedAggregateRun(aggregate, column, keys, limit, outputColumn, mapping.copy());
  }

  @Override
  public RunState state() {
    return state;
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
    double[] results = numbers.resultArray(rows);
    StringVector texts = keyResolver.resolve(chunk, mapping);
    if (texts != null) {
      int[] codes = texts.codes();
      for (int i = 0; i < rows; i++) {
        results[i] = update(keyResolver.slot(texts.get(i), codes[i]), values[i]);
      }
    } else {
      for (int i = 0; i < rows; i++) {
        results[i] = update(keyResolver.slot(i), values[i]);
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

  /** Removes all keys; an earlier mark is void. */
  @Override
  public void clearContext() {
    store.clear();
  }

  @Override
  public void load(StateReader in) {
    ComposedRun.super.load(in);
    for (int slot = 0; slot < store.size(); slot++) {
      aggregate.validate(
          store.doubles(slot),
          store.doublesOffset(slot),
          store.longs(slot),
          store.longsOffset(slot));
    }
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
