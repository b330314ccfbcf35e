package org.bandsaw.stage.encode;

import java.util.Arrays;
import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Dictionary;
import org.bandsaw.data.DictionaryTracker;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.stage.RowKernel;
import org.bandsaw.stage.RowStageRun;
import org.bandsaw.stage.ShareableRun;
import org.bandsaw.stage.run.ColumnMapping;
import org.bandsaw.stage.run.ComposedRun;
import org.bandsaw.stage.run.NumericBuffer;
import org.bandsaw.stage.run.RunState;
import org.bandsaw.state.KeyedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * A run that encodes a text column by a {@link CategoryEncoding}. A missing value has no statistics
 * and is encoded as missing.
 */
final class CategoryEncodingRun implements RowStageRun, ComposedRun, ShareableRun {

  private static final String OVERFLOW_KEY = ""; // the missing value, which has no statistics

  private final CategoryEncoding encoding;
  private final String column;
  private final @Nullable String targetColumn;
  private final String outputColumn;
  private final RunState state = new RunState();
  private final ColumnMapping mapping;
  private final NumericBuffer numbers;
  private final RunState parameters;
  private final KeyedStateStore store;
  private final double[] totals;
  private final DictionaryTracker dictionary = new DictionaryTracker();
  private int[] slotByCode = {};

  /**
   * Creates a run that has not learned.
   *
   * @param targetColumn a numeric column to learn from; null if there is none
   * @param declaredValues values that have statistics from the start
   */
  CategoryEncodingRun(
      Schema input,
      CategoryEncoding encoding,
      String column,
      @Nullable String targetColumn,
      String outputColumn,
      List<String> declaredValues) {
    this.encoding = encoding;
    this.column = column;
    this.targetColumn = targetColumn;
    this.outputColumn = outputColumn;
    input.require(column, ValueType.STRING);
    List<String> reads = targetColumn == null ? List.of(column) : List.of(column, targetColumn);
    if (targetColumn != null) {
      input.requireNumeric(targetColumn);
    }
    mapping =
        state.add(
            new ColumnMapping(
                input,
                reads,
                List.of(outputColumn),
                schema ->
                    ColumnMapping.withColumn(
                        schema, ColumnSpec.real(outputColumn), outputColumn.equals(column))));
    numbers = state.add(new NumericBuffer());
    parameters = state.add(new RunState());
    totals = parameters.add(new double[encoding.totalsSize()]);
    store =
        parameters.add(new KeyedStateStore(encoding.statsSize(), 0, encoding.maxCategories() + 1));
    for (String value : declaredValues) {
      addCategory(value);
    }
  }

  /** Creates a run that shares the parameters of another one. */
  private CategoryEncodingRun(CategoryEncodingRun other) {
    encoding = other.encoding;
    column = other.column;
    targetColumn = other.targetColumn;
    outputColumn = other.outputColumn;
    mapping = state.add(other.mapping.copy());
    numbers = state.add(new NumericBuffer());
    parameters = state.addShared(other.parameters);
    totals = other.totals;
    store = other.store;
  }

  @Override
  public CategoryEncodingRun withOwnContext() {
    return new CategoryEncodingRun(this);
  }

  private int addCategory(String value) {
    int valuesBefore = store.size();
    int slot = store.getOrCreateSlot(value);
    encoding.initialize(store.doubles(slot), store.doublesOffset(slot), valuesBefore);
    return slot;
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
  public Chunk process(Chunk chunk) {
    state.requireOwnParameters();
    return run(chunk, true);
  }

  @Override
  public Chunk apply(Chunk chunk) {
    return run(chunk, false);
  }

  private Chunk run(Chunk chunk, boolean learning) {
    mapping.resolve(chunk.schema());
    int rows = chunk.rowCount();
    StringVector texts = (StringVector) chunk.vector(mapping.inputIndex(0));
    if (dictionary.hasChanged(texts.dictionary())) {
      slotByCode = new int[64];
    }
    double[] targets =
        targetColumn == null ? null : numbers.valuesOf(chunk.vector(mapping.inputIndex(1)));
    double[] results = numbers.resultArray(rows);
    int[] codes = texts.codes();
    for (int i = 0; i < rows; i++) {
      int code = codes[i];
      if (code == Dictionary.MISSING) {
        results[i] = Double.NaN;
        continue;
      }
      if (code >= slotByCode.length) {
        slotByCode = Arrays.copyOf(slotByCode, Math.max(code + 1, 2 * slotByCode.length));
      }
      String value = texts.get(i);
      int slot = findSlot(value, slotByCode[code]);
      if (slot >= 0) {
        slotByCode[code] = slot;
      }
      double target = targets == null ? 0 : targets[i];
      if (learning) {
        results[i] = learnAndEncode(value, slot, target, chunk.sourceRow(i));
      } else {
        results[i] = encode(value, slot, chunk.sourceRow(i));
      }
    }
    return mapping.outputChunk(chunk, numbers.result(rows));
  }

  /** Returns the slot of a value that last had this one; -1 if it has none. */
  private int findSlot(String value, int lastSlot) {
    return lastSlot < store.size() && value.equals(store.key(lastSlot))
        ? lastSlot
        : store.find(value);
  }

  private double learnAndEncode(String value, int foundSlot, double target, long sourceRow) {
    int slot = foundSlot;
    boolean isLearnable = encoding.isLearnable(target);
    double before = encoding.isEncodedBeforeLearning() ? encode(value, slot, sourceRow) : 0;
    if (slot < 0 && isLearnable) {
      if (store.size() < encoding.maxCategories()) {
        slot = addCategory(value);
      } else if (encoding.hasOverflowCategory()) {
        slot = store.getOrCreateSlot(OVERFLOW_KEY);
      }
    } else if (slot >= 0 && isLearnable) {
      slot = store.getOrCreateSlot(value, slot); // journals the statistics for a rollback
    }
    if (slot >= 0 && isLearnable) {
      encoding.learn(store.doubles(slot), store.doublesOffset(slot), totals, target);
    }
    if (encoding.isEncodedBeforeLearning()) {
      return before;
    }
    return encode(value, slot, sourceRow);
  }

  private double encode(String value, int foundSlot, long sourceRow) {
    int slot = foundSlot;
    if (slot < 0 && encoding.hasOverflowCategory()) {
      slot = store.find(OVERFLOW_KEY);
    }
    return slot < 0
        ? encoding.encodeUnknown(value, sourceRow, totals)
        : encoding.encode(store.doubles(slot), store.doublesOffset(slot), totals);
  }

  @Override
  public void clearContext() {}

  @Override
  public long retainedBytes() {
    return ComposedRun.super.retainedBytes() + MemorySizes.ints(slotByCode.length);
  }

  @Override
  public RowKernel rowKernel(RowLayout layout) {
    int from = layout.slot(column);
    layout.advance(mapping.outputFor(layout.schema()));
    int to = layout.slot(outputColumn);
    return row -> {
      String value = row.texts()[from];
      row.numbers()[to] =
          value.isEmpty() ? Double.NaN : encode(value, store.find(value), row.sourceRow());
      return true;
    };
  }
}
