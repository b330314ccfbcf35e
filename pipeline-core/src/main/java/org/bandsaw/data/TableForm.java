package org.bandsaw.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
import tech.tablesaw.columns.datetimes.PackedLocalDateTime;
import tech.tablesaw.columns.instant.PackedInstant;

/**
 * Chunks as Tablesaw tables and back. The only class of this room that uses Tablesaw, so that a run
 * in which nobody asks for a table never initialises it.
 */
final class TableForm {

  private TableForm() {}

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
            "column '%s' is of Tablesaw's type %s, which has no counterpart here; convert it to"
                + " text or to a number, or remove it",
            column.name(), type.name()));
  }

  static Vector[] vectors(Table table, Schema schema) {
    return vectors(table, schema, null);
  }

  static Vector[] vectors(Table table, Schema schema, @Nullable Chunk before) {
    Schema found = schemaOf(table);
    Vector[] vectors = new Vector[schema.size()];
    for (int i = 0; i < vectors.length; i++) {
      ColumnSpec spec = schema.column(i);
      ColumnSpec there = found.column(found.indexOf(spec.name()));
      if (there.type() != spec.type()) {
        throw new SchemaException(
            "",
            spec.name(),
            there.type().name(),
            List.of(),
            String.format(
                "column '%s' is %s in this table; %s was declared",
                spec.name(), there.type(), spec.type()));
      }
      vectors[i] = vector(table.column(spec.name()), spec, before);
    }
    for (ColumnSpec extra : found.added(schema)) {
      throw new SchemaException(
          "",
          extra.name(),
          extra.type().name(),
          List.of(),
          String.format(
              "column '%s' (%s) is in this table but was not declared",
              extra.name(), extra.type()));
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

  private static StringVector strings(StringColumn column) {
    Dictionary dictionary = new Dictionary();
    int[] codes = new int[column.size()];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = dictionary.codeOf(column.get(i));
    }
    return StringVector.wrap(codes, codes.length, dictionary);
  }

  private static LongVector times(Column<?> column, ColumnSpec spec, @Nullable Chunk before) {
    boolean instants = spec.type() == ValueType.INSTANT;
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
    for (int i = 0; i < n; i++) {
      if (column.isMissing(i)) {
        values[i] = LongVector.MISSING;
        continue;
      }
      long micros =
          instants
              ? Times.micros(PackedInstant.asInstant(((InstantColumn) column).getLongInternal(i)))
              : Times.micros(
                  PackedLocalDateTime.asLocalDateTime(
                      ((DateTimeColumn) column).getLongInternal(i)));
      boolean same =
          old != null && !old.isMissing(i) && Math.floorDiv(old.get(i), 1_000L) * 1_000 == micros;
      values[i] = same && old != null ? old.get(i) : micros;
    }
    return LongVector.wrap(spec.type(), values, n);
  }

  static Table table(Chunk chunk) {
    Column<?>[] columns = new Column<?>[chunk.schema().size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = column(chunk.schema().column(i).name(), chunk.vector(i), chunk.rowCount());
    }
    return Table.create("rows", columns);
  }

  private static Column<?> column(String name, Vector vector, int n) {
    switch (vector.type()) {
      case DOUBLE -> {
        return DoubleColumn.create(name, Arrays.copyOf(((DoubleVector) vector).array(), n));
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
        StringColumn column = StringColumn.create(name);
        StringVector values = (StringVector) vector;
        for (int i = 0; i < n; i++) {
          column.append(values.get(i));
        }
        return column;
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
            column.append(Times.instant(((LongVector) vector).get(i)));
          }
        }
        return column;
      }
    }
  }

  /** Packs times of one day after another without an object each. */
  private static DateTimeColumn dateTimes(String name, LongVector vector, int n) {
    DateTimeColumn column = DateTimeColumn.create(name);
    long day = Long.MIN_VALUE;
    int packedDay = 0;
    for (int i = 0; i < n; i++) {
      long micros = vector.get(i);
      if (micros == LongVector.MISSING) {
        column.appendMissing();
        continue;
      }
      long itsDay = Math.floorDiv(micros, Times.MICROS_OF_DAY);
      if (itsDay != day) {
        day = itsDay;
        packedDay = PackedLocalDate.pack(java.time.LocalDate.ofEpochDay(itsDay));
      }
      int milli = (int) ((micros - itsDay * Times.MICROS_OF_DAY) / 1_000);
      int minute = milli / 60_000;
      int time = (minute / 60) << 24 | (minute % 60) << 16 | milli % 60_000;
      column.appendInternal(((long) packedDay << 32) | time);
    }
    return column;
  }
}
