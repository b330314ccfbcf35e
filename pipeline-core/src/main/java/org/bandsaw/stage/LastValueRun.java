package org.bandsaw.stage;

import java.util.List;
import org.bandsaw.data.BooleanVector;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Dictionary;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.MutableRow;
import org.bandsaw.data.Retained;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/** Puts the last value of a column in the place of missing ones; numbers come out as doubles. */
final class LastValueRun implements RowStageRun {

  private final List<String> columns;
  private final Shape shape;
  private final Column[] kept;

  LastValueRun(Schema input, List<String> columns) {
    this.columns = columns;
    shape = new Shape(input, columns, columns, schema -> changed(schema, columns));
    kept = new Column[columns.size()];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = Column.of(input.typeOf(columns.get(i)));
    }
  }

  private static Schema changed(Schema schema, List<String> columns) {
    Schema changed = schema;
    for (String column : columns) {
      if (schema.typeOf(column).isNumeric()) {
        changed = changed.replacing(ColumnSpec.real(column));
      }
    }
    return changed;
  }

  /** The last value of one column, and room for what it makes. */
  private abstract static sealed class Column permits Real, Whole, Text {

    static Column of(ValueType type) {
      return switch (type) {
        case DOUBLE, LONG, INT -> new Real();
        case STRING -> new Text();
        case BOOLEAN, DATE, DATE_TIME, INSTANT -> new Whole(type);
      };
    }

    abstract Vector over(Vector from, int rows);

    abstract void over(MutableRow row, int slot, ValueType type);

    abstract void mark();

    abstract void rollback();

    abstract void clear();

    abstract void save(StateWriter out);

    abstract void load(StateReader in);

    abstract long retainedBytes();
  }

  private static final class Real extends Column {

    private final Numbers numbers = new Numbers();
    private double last = Double.NaN;
    private double marked = Double.NaN;

    @Override
    Vector over(Vector from, int rows) {
      last = fill(numbers.of(from), numbers.room(rows), rows, last);
      return numbers.made(rows);
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
    void over(MutableRow row, int slot, ValueType type) {
      double value = row.number(slot, type);
      last = Double.isNaN(value) ? last : value;
      row.numbers()[slot] = last;
    }

    @Override
    void mark() {
      marked = last;
    }

    @Override
    void rollback() {
      last = marked;
      numbers.release();
    }

    @Override
    void clear() {
      last = Double.NaN;
    }

    @Override
    void save(StateWriter out) {
      out.writeDouble(last);
    }

    @Override
    void load(StateReader in) {
      last = in.readDouble();
    }

    @Override
    long retainedBytes() {
      return numbers.retainedBytes();
    }
  }

  /** Booleans as 0 and 1, dates as days and times as microseconds. */
  private static final class Whole extends Column {

    private final ValueType type;
    private long last = LongVector.MISSING;
    private long marked = LongVector.MISSING;
    private byte[] bytes = {};
    private int[] ints = {};
    private long[] longs = {};

    Whole(ValueType type) {
      this.type = type;
    }

    @Override
    Vector over(Vector from, int rows) {
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
    void over(MutableRow row, int slot, ValueType ofSlot) {
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
    void mark() {
      marked = last;
    }

    @Override
    void rollback() {
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
    void save(StateWriter out) {
      out.writeLong(last);
    }

    @Override
    void load(StateReader in) {
      last = in.readLong();
    }

    @Override
    long retainedBytes() {
      return Retained.bytes(bytes.length)
          + Retained.ints(ints.length)
          + Retained.longs(longs.length);
    }
  }

  private static final class Text extends Column {

    private final Recoded recoded = new Recoded(text -> text);
    private String last = "";
    private String marked = "";

    /** The last text may come from another dictionary, or from a file, and gets a code here. */
    @Override
    Vector over(Vector from, int rows) {
      StringVector made = recoded.of((StringVector) from);
      int[] codes = made.codes(); // this stage's own, as is their dictionary
      int code = made.dictionary().codeOf(last);
      for (int i = 0; i < rows; i++) {
        code = codes[i] == Dictionary.MISSING ? code : codes[i];
        codes[i] = code;
      }
      last = made.dictionary().value(code);
      return made;
    }

    @Override
    void over(MutableRow row, int slot, ValueType type) {
      String[] texts = row.texts();
      if (!texts[slot].isEmpty()) {
        last = texts[slot];
      }
      texts[slot] = last;
    }

    @Override
    void mark() {
      marked = last;
    }

    @Override
    void rollback() {
      last = marked;
      recoded.release();
    }

    @Override
    void clear() {
      last = "";
    }

    @Override
    void save(StateWriter out) {
      out.writeString(last);
    }

    @Override
    void load(StateReader in) {
      last = in.readString();
    }

    @Override
    long retainedBytes() {
      return recoded.retainedBytes();
    }
  }

  @Override
  public Schema output() {
    return shape.output();
  }

  @Override
  public Chunk process(Chunk chunk) {
    return apply(chunk);
  }

  @Override
  public Chunk apply(Chunk chunk) {
    shape.over(chunk.schema());
    Vector[] made = new Vector[kept.length];
    for (int i = 0; i < made.length; i++) {
      made[i] = kept[i].over(chunk.vector(shape.read(i)), chunk.rowCount());
    }
    return shape.chunk(chunk, made);
  }

  @Override
  public void mark() {
    shape.mark();
    for (Column column : kept) {
      column.mark();
    }
  }

  @Override
  public void rollback() {
    shape.rollback();
    for (Column column : kept) {
      column.rollback();
    }
  }

  @Override
  public void clearContext() {
    for (Column column : kept) {
      column.clear();
    }
  }

  @Override
  public void save(StateWriter out) {
    out.version(1);
    for (Column column : kept) {
      column.save(out);
    }
  }

  @Override
  public void load(StateReader in) {
    in.version(1);
    for (Column column : kept) {
      column.load(in);
    }
  }

  @Override
  public long retainedBytes() {
    long sum = 0;
    for (Column column : kept) {
      sum += column.retainedBytes();
    }
    return sum;
  }

  @Override
  public RowKernel rowKernel(RowLayout layout) {
    int[] slots = layout.slots(columns);
    ValueType[] types = columns.stream().map(layout::type).toArray(ValueType[]::new);
    layout.advance(shape.outputFor(layout.schema()));
    return row -> {
      for (int i = 0; i < slots.length; i++) {
        kept[i].over(row, slots[i], types[i]);
      }
      return true;
    };
  }
}
