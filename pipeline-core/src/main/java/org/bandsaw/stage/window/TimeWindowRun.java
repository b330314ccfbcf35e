package org.bandsaw.stage.window;

import java.util.Arrays;
import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.EpochTime;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.bandsaw.stage.KeyedRun;
import org.bandsaw.stage.RollingOverTime;
import org.bandsaw.stage.RowKernel;
import org.bandsaw.stage.RowStageRun;
import org.bandsaw.stage.ShareableRun;
import org.bandsaw.stage.run.ColumnMapping;
import org.bandsaw.stage.run.ComposedRun;
import org.bandsaw.stage.run.NumericBuffer;
import org.bandsaw.stage.run.RunState;

/** One window over time for all rows, or one for each key. */
final class TimeWindowRun implements RowStageRun, ComposedRun, KeyedRun, ShareableRun {

  private static final long MICROS_PER_MILLI = 1_000;

  private final RollingOverTime stage;
  private final long span;
  private final boolean isKeyed;
  private final RunState state = new RunState();
  private final ColumnMapping mapping;
  private final NumericBuffer numbers;
  private final TimeWindows windows;
  private final KeyResolver keyResolver;
  private long[] dayTimes = {};

  static TimeWindowRun open(Schema input, RollingOverTime stage) {
    input.requireNumeric(stage.column());
    long unit = microsPerUnit(stage.timeColumn(), input.typeOf(stage.timeColumn()));
    long span = (stage.spanMicros() - 1) / unit + 1; // rounded up to whole units
    List<String> keys = stage.keys();
    String[] read = Arrays.copyOf(keys.toArray(String[]::new), keys.size() + 2);
    read[keys.size()] = stage.column();
    read[keys.size() + 1] = stage.timeColumn();
    ColumnSpec output = ColumnSpec.real(stage.output());
    ColumnMapping mapping =
        new ColumnMapping(
            input, List.of(read), List.of(stage.output()), schema -> schema.with(output));
    return new TimeWindowRun(stage, span, mapping);
  }

  private TimeWindowRun(RollingOverTime stage, long span, ColumnMapping mapping) {
    this.stage = stage;
    this.span = span;
    this.mapping = state.add(mapping);
    isKeyed = !stage.keys().isEmpty();
    numbers = state.add(new NumericBuffer());
    windows = state.add(new TimeWindows(stage, span));
    keyResolver = state.add(new KeyResolver(stage.keys(), windows.store()));
  }

  private static long microsPerUnit(String column, ValueType type) {
    return switch (type) {
      case DATE -> EpochTime.MICROS_PER_DAY;
      case DATE_TIME, INSTANT -> 1;
      case LONG -> MICROS_PER_MILLI;
      default ->
          throw new SchemaException(
              "",
              column,
              type.name(),
              List.of(),
              "column '"
                  + column
                  + "' is "
                  + type
                  + "; a date, a date-time, an instant or a LONG of milliseconds is needed. Declare"
                  + " it so in the source schema");
    };
  }

  @Override
  public TimeWindowRun withOwnContext() {
    return new TimeWindowRun(stage, span, mapping.copy());
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
    return windows.store().size();
  }

  @Override
  public long evictedKeys() {
    return windows.store().evictions();
  }

  @Override
  public Chunk process(Chunk chunk) {
    return apply(chunk);
  }

  @Override
  public Chunk apply(Chunk chunk) {
    mapping.resolve(chunk.schema());
    int rows = chunk.rowCount();
    int keys = stage.keys().size();
    double[] values = numbers.valuesOf(chunk.vector(mapping.inputIndex(keys)));
    long[] times = times(chunk.vector(mapping.inputIndex(keys + 1)), rows);
    double[] results = numbers.resultArray(rows);
    StringVector texts = keyResolver.resolve(chunk, mapping);
    if (texts != null) {
      int[] codes = texts.codes();
      for (int i = 0; i < rows; i++) {
        results[i] = windows.update(keyResolver.slot(texts.get(i), codes[i]), times[i], values[i]);
      }
    } else {
      for (int i = 0; i < rows; i++) {
        results[i] = windows.update(isKeyed ? keyResolver.slot(i) : 0, times[i], values[i]);
      }
    }
    keyResolver.release();
    return mapping.outputChunk(chunk, numbers.result(rows));
  }

  private long[] times(Vector vector, int rows) {
    if (vector instanceof LongVector longs) {
      return longs.array();
    }
    if (dayTimes.length < rows) {
      dayTimes = new long[rows];
    }
    int[] days = ((IntVector) vector).array();
    for (int i = 0; i < rows; i++) {
      dayTimes[i] = days[i] == IntVector.MISSING ? LongVector.MISSING : days[i];
    }
    return dayTimes;
  }

  @Override
  public void rollback() {
    ComposedRun.super.rollback();
    dayTimes = new long[0];
  }

  @Override
  public void clearContext() {
    windows.clear();
  }

  @Override
  public long retainedBytes() {
    return ComposedRun.super.retainedBytes() + MemorySizes.longs(dayTimes.length);
  }

  @Override
  public RowKernel rowKernel(RowLayout layout) {
    int slot = layout.slot(stage.column());
    ValueType type = layout.type(stage.column());
    int timeSlot = layout.slot(stage.timeColumn());
    int[] keySlots = layout.slots(stage.keys());
    ValueType[] keyTypes = keyResolver.keyTypes(layout);
    layout.advance(mapping.outputFor(layout.schema()));
    int to = layout.slot(stage.output());
    return row -> {
      int key = isKeyed ? keyResolver.slot(row, keySlots, keyTypes) : 0;
      row.numbers()[to] = windows.update(key, row.longs()[timeSlot], row.number(slot, type));
      return true;
    };
  }
}
