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
import org.bandsaw.stage.run.ColumnMapping;
import org.bandsaw.stage.run.NumericBuffer;
import org.bandsaw.state.KeyedStateStore;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * A number for each value of a column of text, out of a few figures that are learned per value and
 * stand still when applied. A missing value has no figures and no number.
 */
public final class CategoryEncodingRun implements RowStageRun {

  /** How figures are learned and become a number. */
  public interface Encoding {

    /** The figures of a value. */
    int statsSize();

    /** The figures of all values together. */
    int totalsSize();

    /** The most values that have figures of their own. */
    int maxCategories();

    /** Whether a value that is new gets figures in a row that is learned from. */
    boolean isLearnable(double other);

    /** Whether values beyond the most share figures; else they have none. */
    boolean hasOverflowCategory();

    /** Gives a new value its figures, after so many others. */
    default void initialize(double[] figures, int at, int before) {}

    /** The number of a value with these figures. */
    double encode(double[] figures, int at, double[] totals);

    /** The number of a value without figures. */
    double encodeUnknown(String value, long sourceRow, double[] totals);

    /** Whether a row's number is told before the row is learned from. */
    boolean isEncodedBeforeLearning();

    /** Learns from a row that has the value, and perhaps another number beside it. */
    void learn(double[] figures, int at, double[] totals, double other);
  }

  private static final String OVERFLOW_KEY = ""; // the missing value, which has no figures

  private final Encoding encoding;
  private final String column;
  private final @Nullable String targetColumn;
  private final String outputColumn;
  private final ColumnMapping mapping;
  private final NumericBuffer numbers = new NumericBuffer();
  private final KeyedStateStore store;
  private final double[] totals;
  private final double[] markedTotals;
  private final DictionaryTracker dictionary = new DictionaryTracker();
  private int[] slotByCode = {};

  /**
   * @param beside a numeric column that is learned from; null when there is none
   * @param declared values that have figures from the start
   */
  public CategoryEncodingRun(
      Schema input,
      Encoding encoding,
      String column,
      @Nullable String beside,
      String made,
      List<String> declared) {
    this.encoding = encoding;
    this.column = column;
    this.targetColumn = beside;
    this.outputColumn = made;
    input.require(column, ValueType.STRING);
    List<String> reads = beside == null ? List.of(column) : List.of(column, beside);
    if (beside != null) {
      input.requireNumeric(beside);
    }
    mapping =
        new ColumnMapping(
            input,
            reads,
            List.of(made),
            schema -> ColumnMapping.withColumn(schema, ColumnSpec.real(made), made.equals(column)));
    store = new KeyedStateStore(encoding.statsSize(), 0, encoding.maxCategories() + 1);
    totals = new double[encoding.totalsSize()];
    markedTotals = totals.clone();
    for (String value : declared) {
      addCategory(value);
    }
  }

  private int addCategory(String value) {
    int before = store.size();
    int slot = store.getOrCreateSlot(value);
    encoding.initialize(store.doubles(slot), store.doublesOffset(slot), before);
    return slot;
  }

  @Override
  public Schema output() {
    return mapping.output();
  }

  @Override
  public Chunk process(Chunk chunk) {
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
    double[] others =
        targetColumn == null ? null : numbers.valuesOf(chunk.vector(mapping.inputIndex(1)));
    double[] answers = numbers.resultArray(rows);
    int[] codes = texts.codes();
    for (int i = 0; i < rows; i++) {
      int code = codes[i];
      if (code == Dictionary.MISSING) {
        answers[i] = Double.NaN;
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
      double other = others == null ? 0 : others[i];
      if (learning) {
        answers[i] = learnAndEncode(value, slot, other, chunk.sourceRow(i));
      } else {
        answers[i] = encode(value, slot, chunk.sourceRow(i));
      }
    }
    return mapping.outputChunk(chunk, numbers.result(rows));
  }

  /** The slot of a value, which had this one when last seen; -1 when it has none. */
  private int findSlot(String value, int remembered) {
    return remembered < store.size() && value.equals(store.key(remembered))
        ? remembered
        : store.find(value);
  }

  private double learnAndEncode(String value, int found, double other, long sourceRow) {
    int slot = found;
    boolean admitted = encoding.isLearnable(other);
    double before = encoding.isEncodedBeforeLearning() ? encode(value, slot, sourceRow) : 0;
    if (slot < 0 && admitted) {
      if (store.size() < encoding.maxCategories()) {
        slot = addCategory(value);
      } else if (encoding.hasOverflowCategory()) {
        slot = store.getOrCreateSlot(OVERFLOW_KEY);
      }
    } else if (slot >= 0 && admitted) {
      slot = store.getOrCreateSlot(value, slot); // so that a rollback brings its figures back
    }
    if (slot >= 0 && admitted) {
      encoding.learn(store.doubles(slot), store.doublesOffset(slot), totals, other);
    }
    if (encoding.isEncodedBeforeLearning()) {
      return before;
    }
    return encode(value, slot, sourceRow);
  }

  private double encode(String value, int found, long sourceRow) {
    int slot = found;
    if (slot < 0 && encoding.hasOverflowCategory()) {
      slot = store.find(OVERFLOW_KEY);
    }
    return slot < 0
        ? encoding.encodeUnknown(value, sourceRow, totals)
        : encoding.encode(store.doubles(slot), store.doublesOffset(slot), totals);
  }

  @Override
  public void mark() {
    mapping.mark();
    store.mark();
    System.arraycopy(totals, 0, markedTotals, 0, totals.length);
  }

  @Override
  public void rollback() {
    mapping.rollback();
    numbers.release();
    store.rollback();
    System.arraycopy(markedTotals, 0, totals, 0, totals.length);
  }

  @Override
  public void clearContext() {}

  @Override
  public void save(StateWriter out) {
    out.writeVersion(1).writeDoubles(totals);
    store.save(out);
  }

  @Override
  public void load(StateReader in) {
    in.readVersion(1);
    double[] read = in.readDoubles();
    if (read.length != totals.length) {
      throw new StateCorruptException(
          totals.length + " totals over all values were expected, not " + read.length);
    }
    System.arraycopy(read, 0, totals, 0, totals.length);
    store.load(in);
  }

  @Override
  public long retainedBytes() {
    return numbers.retainedBytes() + store.retainedBytes() + MemorySizes.ints(slotByCode.length);
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
