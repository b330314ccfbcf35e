package org.bandsaw.data;

import it.unimi.dsi.fastutil.bytes.Byte2IntOpenHashMap;
import it.unimi.dsi.fastutil.bytes.Byte2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.objects.Object2ByteOpenHashMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.DateColumn;
import tech.tablesaw.api.DateTimeColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.InstantColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;
import tech.tablesaw.columns.dates.PackedLocalDate;
import tech.tablesaw.columns.datetimes.DateTimeColumnType;
import tech.tablesaw.columns.instant.PackedInstant;
import tech.tablesaw.columns.strings.ByteDictionaryMap;
import tech.tablesaw.columns.strings.DictionaryMap;

/**
 * Converts chunks to Tablesaw tables and back. A separate class, so that a run without tables does
 * not initialise Tablesaw.
 */
final class TableConverter {

  /** Upper bound of the texts that get byte keys; two of 256 mean "missing" and "no key". */
  private static final int MAX_BYTE_KEYS = 200;

  private static final byte MISSING_KEY = Byte.MAX_VALUE;

  private TableConverter() {}

  static Schema schemaOf(Table table) {
    List<ColumnSpec> specs = new ArrayList<>();
    for (Column<?> column : table.columns()) {
      specs.add(new ColumnSpec(column.name(), typeOf(column)));
    }
    return Schema.of(specs);
  }

  private static ValueType typeOf(Column<?> column) {
    ColumnType type = column.type();
    if (type.equals(ColumnType.DOUBLE) || type.equals(ColumnType.FLOAT)) {
      return ValueType.DOUBLE;
    } else if (type.equals(ColumnType.INTEGER) || type.equals(ColumnType.SHORT)) {
      return ValueType.INT;
    } else if (type.equals(ColumnType.LONG)) {
      return ValueType.LONG;
    } else if (type.equals(ColumnType.BOOLEAN)) {
      return ValueType.BOOLEAN;
    } else if (type.equals(ColumnType.STRING)) {
      return ValueType.STRING;
    } else if (type.equals(ColumnType.LOCAL_DATE)) {
      return ValueType.DATE;
    } else if (type.equals(ColumnType.LOCAL_DATE_TIME)) {
      return ValueType.DATE_TIME;
    } else if (type.equals(ColumnType.INSTANT)) {
      return ValueType.INSTANT;
    }
    throw new SchemaException(
        "",
        column.name(),
        type.name(),
        List.of(),
        String.format(
            Locale.ROOT,
            "column '%s' is of Tablesaw's type %s, which has no counterpart here; convert it to"
                + " text or to a number, or remove it",
            column.name(),
            type.name()));
  }

  static Vector[] vectors(Table table, Schema schema) {
    return vectors(table, schema, null);
  }

  static Vector[] vectors(Table table, Schema schema, @Nullable Chunk before) {
    Schema found = schemaOf(table);
    Vector[] vectors = new Vector[schema.size()];
    for (int i = 0; i < vectors.length; i++) {
      ColumnSpec spec = schema.column(i);
      int at = found.indexOf(spec.name());
      ColumnSpec actual = found.column(at);
      if (actual.type() != spec.type()) {
        throw new SchemaException(
            "",
            spec.name(),
            actual.type().name(),
            List.of(),
            String.format(
                Locale.ROOT,
                "column '%s' is %s in this table; %s was declared",
                spec.name(),
                actual.type(),
                spec.type()));
      }
      vectors[i] = vector(table.column(at), spec, before);
    }
    for (ColumnSpec extra : found.addedSince(schema)) {
      throw new SchemaException(
          "",
          extra.name(),
          extra.type().name(),
          List.of(),
          String.format(
              Locale.ROOT,
              "column '%s' (%s) is in this table but was not declared",
              extra.name(),
              extra.type()));
    }
    return vectors;
  }

  private static Vector vector(Column<?> column, ColumnSpec spec, @Nullable Chunk before) {
    int n = column.size();
    switch (spec.type()) {
      case DOUBLE -> {
        NumericColumn<?> numbers = (NumericColumn<?>) column;
        return DoubleVector.wrap(
            column instanceof DoubleColumn d ? d.asDoubleArray() : doubles(numbers), n);
      }
      case INT -> {
        int[] values = new int[n];
        NumericColumn<?> numbers = (NumericColumn<?>) column;
        for (int i = 0; i < n; i++) {
          values[i] = numbers.isMissing(i) ? IntVector.MISSING : (int) numbers.getDouble(i);
        }
        return IntVector.wrap(ValueType.INT, values, n);
      }
      case LONG -> {
        long[] values = new long[n];
        LongColumn longs = (LongColumn) column;
        for (int i = 0; i < n; i++) {
          values[i] = longs.isMissing(i) ? LongVector.MISSING : longs.getLong(i);
        }
        return LongVector.wrap(ValueType.LONG, values, n);
      }
      case BOOLEAN -> {
        byte[] values = new byte[n];
        BooleanColumn booleans = (BooleanColumn) column;
        for (int i = 0; i < n; i++) {
          values[i] = booleans.isMissing(i) ? BooleanVector.MISSING : booleans.getByte(i);
        }
        return BooleanVector.wrap(values, n);
      }
      case STRING -> {
        return strings((StringColumn) column);
      }
      case DATE -> {
        int[] values = new int[n];
        DateColumn dates = (DateColumn) column;
        for (int i = 0; i < n; i++) {
          values[i] =
              dates.isMissing(i)
                  ? IntVector.MISSING
                  : Math.toIntExact(
                      PackedLocalDate.asLocalDate(dates.getIntInternal(i)).toEpochDay());
        }
        return IntVector.wrap(ValueType.DATE, values, n);
      }
      default -> {
        return times(column, spec, before);
      }
    }
  }

  private static double[] doubles(NumericColumn<?> column) {
    double[] values = new double[column.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = column.getDouble(i);
    }
    return values;
  }

  /** Reads the text of each of the column's keys once, and no text for each row. */
  private static StringVector strings(StringColumn column) {
    DictionaryMap keys = column.getDictionary();
    Dictionary dictionary = new Dictionary();
    Int2IntOpenHashMap codeOfKey = new Int2IntOpenHashMap();
    codeOfKey.defaultReturnValue(-1);
    int[] codes = new int[column.size()];
    int lastKey = 0;
    int lastCode = -1;
    for (int i = 0; i < codes.length; i++) {
      int key = keys.getKeyForIndex(i);
      if (key != lastKey || lastCode < 0) {
        lastKey = key;
        lastCode = codeOfKey.get(key);
        if (lastCode < 0) {
          lastCode = dictionary.getOrAdd(column.get(i));
          codeOfKey.put(key, lastCode);
        }
      }
      codes[i] = lastCode;
    }
    return StringVector.wrap(codes, codes.length, dictionary);
  }

  private static LongVector times(Column<?> column, ColumnSpec spec, @Nullable Chunk before) {
    int n = column.size();
    long[] values = new long[n];
    int position = before == null ? -1 : before.schema().find(spec.name());
    LongVector old =
        position >= 0
                && before != null
                && before.vector(position) instanceof LongVector v
                && v.type() == spec.type()
            ? v
            : null;
    if (column instanceof DateTimeColumn dateTimes) {
      dateTimes(dateTimes, values, old);
    } else {
      InstantColumn instants = (InstantColumn) column;
      for (int i = 0; i < n; i++) {
        values[i] =
            instants.isMissing(i)
                ? LongVector.MISSING
                : restoreMicros(
                    EpochTime.toMicros(PackedInstant.asInstant(instants.getLongInternal(i))),
                    old,
                    i);
      }
    }
    return LongVector.wrap(spec.type(), values, n);
  }

  /** Returns the time before it was truncated to milliseconds, if it is unchanged. */
  private static long restoreMicros(long micros, @Nullable LongVector old, int row) {
    boolean same = old != null && Math.floorDiv(old.get(row), 1_000L) * 1_000 == micros;
    return same && old != null ? old.get(row) : micros;
  }

  /** Unpacks times without an object for each row; consecutive rows often have the same day. */
  private static void dateTimes(DateTimeColumn column, long[] values, @Nullable LongVector old) {
    int packedDay = 0;
    long day = Long.MIN_VALUE;
    for (int i = 0; i < values.length; i++) {
      long packed = column.getLongInternal(i);
      if (packed == DateTimeColumnType.missingValueIndicator()) {
        values[i] = LongVector.MISSING;
        continue;
      }
      int rowDay = (int) (packed >> 32);
      if (rowDay != packedDay || day == Long.MIN_VALUE) {
        packedDay = rowDay;
        day = PackedLocalDate.asLocalDate(rowDay).toEpochDay() * EpochTime.MICROS_PER_DAY;
      }
      int time = (int) packed;
      long minute = ((time >>> 24) & 0xFF) * 60L + ((time >>> 16) & 0xFF);
      values[i] = restoreMicros(day + (minute * 60_000 + (time & 0xFFFF)) * 1_000, old, i);
    }
  }

  static Table table(Chunk chunk) {
    Column<?>[] columns = new Column<?>[chunk.schema().size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = column(chunk.schema().column(i).name(), chunk.vector(i), chunk.rowCount());
    }
    return createTable("rows", columns);
  }

  /**
   * Returns a table of columns of the same length. {@code Table.addColumns} compares each name with
   * all names before it, which takes 9 ms for 1 000 columns; here a map finds equal names.
   *
   * @throws SchemaException if two names differ only in case
   */
  private static Table createTable(String name, Column<?>... columns) {
    Map<String, String> names = new HashMap<>();
    Table table = Table.create(name);
    for (Column<?> column : columns) {
      String given = column.name();
      String other = names.put(given.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), given);
      if (other != null) {
        throw new SchemaException(
            "",
            given,
            "",
            List.of(other),
            "a table cannot distinguish the columns '"
                + other
                + "' and '"
                + given
                + "'; rename one of them before the rows are converted to a table");
      }
      table.columns().add(column);
    }
    return table;
  }

  private static Column<?> column(String name, Vector vector, int n) {
    switch (vector.type()) {
      case DOUBLE -> {
        return new WrappedDoubleColumn(name, Arrays.copyOf(((DoubleVector) vector).array(), n));
      }
      case INT -> {
        return IntColumn.create(name, Arrays.copyOf(((IntVector) vector).array(), n));
      }
      case LONG -> {
        return LongColumn.create(name, Arrays.copyOf(((LongVector) vector).array(), n));
      }
      case BOOLEAN -> {
        BooleanColumn column = BooleanColumn.create(name);
        byte[] values = ((BooleanVector) vector).array();
        for (int i = 0; i < n; i++) {
          column.append(values[i]);
        }
        return column;
      }
      case STRING -> {
        return strings(name, (StringVector) vector, n);
      }
      case DATE -> {
        DateColumn column = DateColumn.create(name);
        for (int i = 0; i < n; i++) {
          int day = ((IntVector) vector).get(i);
          if (day == IntVector.MISSING) {
            column.appendMissing();
          } else {
            column.append(java.time.LocalDate.ofEpochDay(day));
          }
        }
        return column;
      }
      case DATE_TIME -> {
        return dateTimes(name, (LongVector) vector, n);
      }
      default -> {
        InstantColumn column = InstantColumn.create(name);
        for (int i = 0; i < n; i++) {
          if (vector.isMissing(i)) {
            column.appendMissing();
          } else {
            column.append(EpochTime.toInstant(((LongVector) vector).get(i)));
          }
        }
        return column;
      }
    }
  }

  /** Packs times without an object for each row; consecutive rows often have the same day. */
  private static DateTimeColumn dateTimes(String name, LongVector vector, int n) {
    long[] packed = new long[n];
    long day = Long.MIN_VALUE;
    int packedDay = 0;
    for (int i = 0; i < n; i++) {
      long micros = vector.get(i);
      if (micros == LongVector.MISSING) {
        packed[i] = DateTimeColumnType.missingValueIndicator();
        continue;
      }
      long rowDay = Math.floorDiv(micros, EpochTime.MICROS_PER_DAY);
      if (rowDay != day) {
        day = rowDay;
        packedDay = PackedLocalDate.pack(java.time.LocalDate.ofEpochDay(rowDay));
      }
      int milli = (int) ((micros - rowDay * EpochTime.MICROS_PER_DAY) / 1_000);
      int minute = milli / 60_000;
      int time = (minute / 60) << 24 | (minute % 60) << 16 | milli % 60_000;
      packed[i] = ((long) packedDay << 32) | time;
    }
    return DateTimeColumn.createInternal(name, packed);
  }

  /**
   * If byte keys suffice, each text is added to the column's dictionary once, and each row is a
   * byte. Otherwise the texts are appended one by one.
   */
  private static StringColumn strings(String name, StringVector vector, int n) {
    Dictionary dictionary = vector.dictionary();
    int[] codes = vector.codes();
    if (dictionary.size() > MAX_BYTE_KEYS) {
      StringColumn column = StringColumn.create(name);
      for (int i = 0; i < n; i++) {
        column.append(dictionary.value(codes[i]));
      }
      return column;
    }
    byte[] keyOfCode = new byte[dictionary.size()];
    int[] counts = new int[dictionary.size()];
    byte[] keys = new byte[n];
    final byte last = assignKeys(codes, keys, keyOfCode, counts);
    Byte2ObjectOpenHashMap<String> values = new Byte2ObjectOpenHashMap<>();
    Object2ByteOpenHashMap<String> keyOfValue = new Object2ByteOpenHashMap<>();
    keyOfValue.defaultReturnValue(Byte.MIN_VALUE);
    Byte2IntOpenHashMap countOfKey = new Byte2IntOpenHashMap();
    for (int code = 0; code < counts.length; code++) {
      if (counts[code] > 0) {
        values.put(keyOfCode[code], dictionary.value(code));
        keyOfValue.put(dictionary.value(code), keyOfCode[code]);
        countOfKey.put(keyOfCode[code], counts[code]);
      }
    }
    return StringColumn.createInternal(
        name,
        new ByteDictionaryMap.ByteDictionaryBuilder()
            .setValues(keys)
            .setKeyToValue(values)
            .setValueToKey(keyOfValue)
            .setKeyToCount(countOfKey)
            .setNextIndex(last)
            .build());
  }

  /** Assigns a key to each code, in the order of occurrence, and returns the last key. */
  private static byte assignKeys(int[] codes, byte[] keys, byte[] keyOfCode, int[] counts) {
    byte last = Byte.MIN_VALUE;
    for (int i = 0; i < keys.length; i++) {
      int code = codes[i];
      if (counts[code]++ == 0) {
        keyOfCode[code] = code == Dictionary.MISSING ? MISSING_KEY : ++last;
      }
      keys[i] = keyOfCode[code];
    }
    return last;
  }

  /** A column that wraps an array, which the usual factory would copy. */
  private static final class WrappedDoubleColumn extends DoubleColumn {
    WrappedDoubleColumn(String name, double[] values) {
      super(name, DoubleArrayList.wrap(values));
    }
  }
}
