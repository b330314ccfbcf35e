package org.bandsaw.stage;

import java.util.Arrays;
import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Dictionary;
import org.bandsaw.data.DictionaryMark;
import org.bandsaw.data.Retained;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.state.KeyedStateStore;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * A number for each value of a column of text, out of a few figures that are learned per value and
 * stand still when applied. A missing value has no figures and no number.
 */
final class CategoryRun implements RowStageRun {

  /** How figures are learned and become a number. */
  interface Encoding {

    /** The figures of a value. */
    int figures();

    /** The figures of all values together. */
    int totals();

    /** The most values that have figures of their own. */
    int most();

    /** Whether a value that is new gets figures in a row that is learned from. */
    boolean admits(double other);

    /** Whether values beyond the most share figures; else they have none. */
    boolean sharesBeyond();

    /** Gives a new value its figures, after so many others. */
    default void begin(double[] figures, int at, int before) {}

    /** The number of a value with these figures. */
    double number(double[] figures, int at, double[] totals);

    /** The number of a value without figures. */
    double unknown(String value, long sourceRow, double[] totals);

    /** Whether a row's number is told before the row is learned from. */
    boolean asksFirst();

    /** Learns from a row that has the value, and perhaps another number beside it. */
    void learn(double[] figures, int at, double[] totals, double other);
  }

  private static final String BEYOND = ""; // the missing value, which has no figures

  private final Encoding encoding;
  private final String column;
  private final @Nullable String beside;
  private final String made;
  private final Shape shape;
  private final Numbers numbers = new Numbers();
  private final KeyedStateStore store;
  private final double[] totals;
  private final double[] markedTotals;
  private final DictionaryMark dictionary = new DictionaryMark();
  private int[] slotOfCode = {};

  /**
   * @param beside a numeric column that is learned from; null when there is none
   * @param declared values that have figures from the start
   */
  CategoryRun(
      Schema input,
      Encoding encoding,
      String column,
      @Nullable String beside,
      String made,
      List<String> declared) {
    this.encoding = encoding;
    this.column = column;
    this.beside = beside;
    this.made = made;
    input.require(column, ValueType.STRING);
    List<String> reads = beside == null ? List.of(column) : List.of(column, beside);
    if (beside != null) {
      input.requireNumeric(beside);
    }
    shape =
        new Shape(
            input,
            reads,
            List.of(made),
            schema -> Derive.putting(schema, ColumnSpec.real(made), made.equals(column)));
    store = new KeyedStateStore(encoding.figures(), 0, encoding.most() + 1);
    totals = new double[encoding.totals()];
    markedTotals = totals.clone();
    for (String value : declared) {
      added(value);
    }
  }

  private int added(String value) {
    int before = store.size();
    int slot = store.slot(value);
    encoding.begin(store.doubles(slot), store.doublesAt(slot), before);
    return slot;
  }

  @Override
  public Schema output() {
    return shape.output();
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
    shape.over(chunk.schema());
    int rows = chunk.rowCount();
    StringVector texts = (StringVector) chunk.vector(shape.read(0));
    if (dictionary.isAnother(texts.dictionary())) {
      slotOfCode = new int[64];
    }
    double[] others = beside == null ? null : numbers.of(chunk.vector(shape.read(1)));
    double[] answers = numbers.room(rows);
    int[] codes = texts.codes();
    for (int i = 0; i < rows; i++) {
      int code = codes[i];
      if (code == Dictionary.MISSING) {
        answers[i] = Double.NaN;
        continue;
      }
      if (code >= slotOfCode.length) {
        slotOfCode = Arrays.copyOf(slotOfCode, Math.max(code + 1, 2 * slotOfCode.length));
      }
      String value = texts.get(i);
      int slot = found(value, slotOfCode[code]);
      if (slot >= 0) {
        slotOfCode[code] = slot;
      }
      double other = others == null ? 0 : others[i];
      if (learning) {
        answers[i] = learned(value, slot, other, chunk.sourceRow(i));
      } else {
        answers[i] = number(value, slot, chunk.sourceRow(i));
      }
    }
    return shape.chunk(chunk, numbers.made(rows));
  }

  /** The slot of a value, which had this one when last seen; -1 when it has none. */
  private int found(String value, int remembered) {
    return remembered < store.size() && value.equals(store.key(remembered))
        ? remembered
        : store.find(value);
  }

  private double learned(String value, int found, double other, long sourceRow) {
    int slot = found;
    boolean admitted = encoding.admits(other);
    double before = encoding.asksFirst() ? number(value, slot, sourceRow) : 0;
    if (slot < 0 && admitted) {
      if (store.size() < encoding.most()) {
        slot = added(value);
      } else if (encoding.sharesBeyond()) {
        slot = store.slot(BEYOND);
      }
    } else if (slot >= 0 && admitted) {
      slot = store.slot(value, slot); // so that a rollback brings its figures back
    }
    if (slot >= 0 && admitted) {
      encoding.learn(store.doubles(slot), store.doublesAt(slot), totals, other);
    }
    if (encoding.asksFirst()) {
      return before;
    }
    return number(value, slot, sourceRow);
  }

  private double number(String value, int found, long sourceRow) {
    int slot = found;
    if (slot < 0 && encoding.sharesBeyond()) {
      slot = store.find(BEYOND);
    }
    return slot < 0
        ? encoding.unknown(value, sourceRow, totals)
        : encoding.number(store.doubles(slot), store.doublesAt(slot), totals);
  }

  @Override
  public void mark() {
    shape.mark();
    store.mark();
    System.arraycopy(totals, 0, markedTotals, 0, totals.length);
  }

  @Override
  public void rollback() {
    shape.rollback();
    numbers.release();
    store.rollback();
    System.arraycopy(markedTotals, 0, totals, 0, totals.length);
  }

  @Override
  public void clearContext() {}

  @Override
  public void save(StateWriter out) {
    out.version(1).writeDoubles(totals);
    store.save(out);
  }

  @Override
  public void load(StateReader in) {
    in.version(1);
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
    return numbers.retainedBytes() + store.retainedBytes() + Retained.ints(slotOfCode.length);
  }

  @Override
  public RowKernel rowKernel(RowLayout layout) {
    int from = layout.slot(column);
    layout.advance(shape.outputFor(layout.schema()));
    int to = layout.slot(made);
    return row -> {
      String value = row.texts()[from];
      row.numbers()[to] =
          value.isEmpty() ? Double.NaN : number(value, store.find(value), row.sourceRow());
      return true;
    };
  }
}
