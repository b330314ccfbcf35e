package org.bandsaw.stage.number;

import java.util.List;
import org.bandsaw.data.BooleanVector;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Dictionary;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.data.MutableRow;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.bandsaw.stage.RowKernel;
import org.bandsaw.stage.RowStageRun;
import org.bandsaw.stage.ShareableRun;
import org.bandsaw.stage.run.ColumnMapping;
import org.bandsaw.stage.run.ComposedRun;
import org.bandsaw.stage.run.MappedTexts;
import org.bandsaw.stage.run.NumericBuffer;
import org.bandsaw.stage.run.RunPart;
import org.bandsaw.stage.run.RunState;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/** Replaces missing values by the last value of the column. Numbers become doubles. */
final class LastValueRun implements RowStageRun, ComposedRun, ShareableRun {

  private final List<String> columns;
  private final List<ValueType> types;
  private final RunState state = new RunState();
  private final ColumnMapping mapping;
  private final LastValue[] lastValues;

  static LastValueRun open(Schema input, List<String> columns) {
    ColumnMapping mapping =
        new ColumnMapping(input, columns, columns, schema -> outputSchema(schema, columns));
    return new LastValueRun(columns, columns.stream().map(input::typeOf).toList(), mapping);
  }

  private LastValueRun(List<String> columns, List<ValueType> types, ColumnMapping mapping) {
    this.columns = columns;
    this.types = types;
    this.mapping = state.add(mapping);
    lastValues = state.addAll(types.stream().map(LastValue::forType).toArray(LastValue[]::new));
  }

  @Override
  public LastValueRun withOwnContext() {
    return new LastValueRun(columns, types, mapping.copy());
  }

  @Override
  public RunState state() {
    return state;
  }

  private static Schema outputSchema(Schema schema, List<String> columns) {
    Schema changed = schema;
    for (String column : columns) {
      if (schema.typeOf(column).isNumeric()) {
        changed = changed.withReplaced(ColumnSpec.real(column));
      }
    }
    return changed;
  }

  /** The last value of one column, and the buffers for its output. */
  private abstract static sealed class LastValue implements RunPart
      permits LastNumber, LastLong, LastText {

    static LastValue forType(ValueType type) {
      return switch (type) {
        case DOUBLE, LONG, INT -> new LastNumber();
        case STRING -> new LastText();
        case BOOLEAN, DATE, DATE_TIME, INSTANT -> new LastLong(type);
      };
    }

    abstract Vector fillMissing(Vector from, int rows);

    abstract void fillMissing(MutableRow row, int slot, ValueType type);

    abstract void clear();
  }

  private static final class LastNumber extends LastValue {

    private final NumericBuffer numbers = new NumericBuffer();
    private double last = Double.NaN;
    private double marked = Double.NaN;

    @Override
    Vector fillMissing(Vector from, int rows) {
      last = fill(numbers.valuesOf(from), numbers.resultArray(rows), rows, last);
      return numbers.result(rows);
    }

    private static double fill(double[] values, double[] to, int rows, double before) {
      double last = before;
      for (int i = 0; i < rows; i++) {
        last = Double.isNaN(values[i]) ? last : values[i];
        to[i] = last;
      }
      return last;
    }

    @Override
    void fillMissing(MutableRow row, int slot, ValueType type) {
      double value = row.number(slot, type);
      last = Double.isNaN(value) ? last : value;
      row.numbers()[slot] = last;
    }

    @Override
    public void mark() {
      marked = last;
    }

    @Override
    public void rollback() {
      last = marked;
      numbers.release();
    }

    @Override
    void clear() {
      last = Double.NaN;
    }

    @Override
    public void save(StateWriter out) {
      out.writeDouble(last);
    }

    @Override
    public void load(StateReader in) {
      last = in.readDouble();
    }

    @Override
    public long retainedBytes() {
      return numbers.retainedBytes();
    }
  }

  /** Holds booleans as 0 and 1, dates as days and times as microseconds. */
  private static final class LastLong extends LastValue {

    private final ValueType type;
    private long last = LongVector.MISSING;
    private long marked = LongVector.MISSING;
    private byte[] bytes = {};
    private int[] ints = {};
    private long[] longs = {};

    LastLong(ValueType type) {
      this.type = type;
    }

    @Override
    Vector fillMissing(Vector from, int rows) {
      if (from instanceof BooleanVector booleans) {
        bytes = bytes.length < rows ? new byte[rows] : bytes;
        last = fill(booleans.array(), bytes, rows, last);
        return BooleanVector.wrap(bytes, rows);
      }
      if (from instanceof IntVector days) {
        ints = ints.length < rows ? new int[rows] : ints;
        last = fill(days.array(), ints, rows, last);
        return IntVector.wrap(type, ints, rows);
      }
      longs = longs.length < rows ? new long[rows] : longs;
      last = fill(((LongVector) from).array(), longs, rows, last);
      return LongVector.wrap(type, longs, rows);
    }

    private static long fill(byte[] values, byte[] to, int rows, long before) {
      byte last = before == LongVector.MISSING ? BooleanVector.MISSING : (byte) before;
      for (int i = 0; i < rows; i++) {
        last = values[i] == BooleanVector.MISSING ? last : values[i];
        to[i] = last;
      }
      return last == BooleanVector.MISSING ? LongVector.MISSING : last;
    }

    private static long fill(int[] values, int[] to, int rows, long before) {
      int last = before == LongVector.MISSING ? IntVector.MISSING : (int) before;
      for (int i = 0; i < rows; i++) {
        last = values[i] == IntVector.MISSING ? last : values[i];
        to[i] = last;
      }
      return last == IntVector.MISSING ? LongVector.MISSING : last;
    }

    private static long fill(long[] values, long[] to, int rows, long before) {
      long last = before;
      for (int i = 0; i < rows; i++) {
        last = values[i] == LongVector.MISSING ? last : values[i];
        to[i] = last;
      }
      return last;
    }

    @Override
    void fillMissing(MutableRow row, int slot, ValueType ofSlot) {
      if (ofSlot == ValueType.BOOLEAN) {
        double value = row.numbers()[slot];
        last = Double.isNaN(value) ? last : (long) value;
        row.numbers()[slot] = last == LongVector.MISSING ? Double.NaN : last;
      } else {
        long value = row.longs()[slot];
        last = value == LongVector.MISSING ? last : value;
        row.longs()[slot] = last;
      }
    }

    @Override
    public void mark() {
      marked = last;
    }

    @Override
    public void rollback() {
      last = marked;
      bytes = new byte[0];
      ints = new int[0];
      longs = new long[0];
    }

    @Override
    void clear() {
      last = LongVector.MISSING;
    }

    @Override
    public void save(StateWriter out) {
      out.writeLong(last);
    }

    @Override
    public void load(StateReader in) {
      last = in.readLong();
    }

    @Override
    public long retainedBytes() {
      return MemorySizes.bytes(bytes.length)
          + MemorySizes.ints(ints.length)
          + MemorySizes.longs(longs.length);
    }
  }

  private static final class LastText extends LastValue {

    private final MappedTexts mappedTexts = new MappedTexts(text -> text);
    private String last = "";
    private String marked = "";

    /** Looks the last text up: it may come from another dictionary, or from a file. */
    @Override
    Vector fillMissing(Vector from, int rows) {
      StringVector made = mappedTexts.map((StringVector) from);
      int[] codes = made.codes(); // writable: codes and dictionary belong to mappedTexts
      int code = made.dictionary().getOrAdd(last);
      for (int i = 0; i < rows; i++) {
        code = codes[i] == Dictionary.MISSING ? code : codes[i];
        codes[i] = code;
      }
      last = made.dictionary().value(code);
      return made;
    }

    @Override
    void fillMissing(MutableRow row, int slot, ValueType type) {
      String[] texts = row.texts();
      if (!texts[slot].isEmpty()) {
        last = texts[slot];
      }
      texts[slot] = last;
    }

    @Override
    public void mark() {
      marked = last;
    }

    @Override
    public void rollback() {
      last = marked;
      mappedTexts.release();
    }

    @Override
    void clear() {
      last = "";
    }

    @Override
    public void save(StateWriter out) {
      out.writeString(last);
    }

    @Override
    public void load(StateReader in) {
      last = in.readString();
    }

    @Override
    public long retainedBytes() {
      return mappedTexts.retainedBytes();
    }
  }

  @Override
  public Schema output() {
    return mapping.output();
  }

  @Override
  public Chunk process(Chunk chunk) {
    return apply(chunk);
  }

  @Override
  public Chunk apply(Chunk chunk) {
    mapping.resolve(chunk.schema());
    Vector[] made = new Vector[lastValues.length];
    for (int i = 0; i < made.length; i++) {
      made[i] = lastValues[i].fillMissing(chunk.vector(mapping.inputIndex(i)), chunk.rowCount());
    }
    return mapping.outputChunk(chunk, made);
  }

  @Override
  public void clearContext() {
    for (LastValue column : lastValues) {
      column.clear();
    }
  }

  @Override
  public RowKernel rowKernel(RowLayout layout) {
    int[] slots = layout.slots(columns);
    ValueType[] types = columns.stream().map(layout::type).toArray(ValueType[]::new);
    layout.advance(mapping.outputFor(layout.schema()));
    return row -> {
      for (int i = 0; i < slots.length; i++) {
        lastValues[i].fillMissing(row, slots[i], types[i]);
      }
      return true;
    };
  }
}
