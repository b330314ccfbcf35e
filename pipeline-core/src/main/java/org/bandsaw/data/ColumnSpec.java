package org.bandsaw.data;

import java.util.Objects;

/**
 * The name and the type of a column.
 *
 * @param name not empty; unique within a schema, case-sensitive
 * @param type the type of the values
 */
public record ColumnSpec(String name, ValueType type) {

  public ColumnSpec {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a column needs a name that is not empty");
    }
  }

  /** Returns a column of 64-bit floating point numbers. */
  public static ColumnSpec real(String name) {
    return new ColumnSpec(name, ValueType.DOUBLE);
  }

  /** Returns a column of 32-bit integers. */
  public static ColumnSpec integer(String name) {
    return new ColumnSpec(name, ValueType.INT);
  }

  /** Returns a column of 64-bit integers. */
  public static ColumnSpec longInteger(String name) {
    return new ColumnSpec(name, ValueType.LONG);
  }

  /** Returns a column of text. */
  public static ColumnSpec text(String name) {
    return new ColumnSpec(name, ValueType.STRING);
  }

  /** Returns a column of booleans. */
  public static ColumnSpec bool(String name) {
    return new ColumnSpec(name, ValueType.BOOLEAN);
  }

  /** Returns a column of calendar dates. */
  public static ColumnSpec date(String name) {
    return new ColumnSpec(name, ValueType.DATE);
  }

  /** Returns a column of dates with a time of day, without a zone. */
  public static ColumnSpec dateTime(String name) {
    return new ColumnSpec(name, ValueType.DATE_TIME);
  }

  /** Returns a column of points on the time line. */
  public static ColumnSpec instant(String name) {
    return new ColumnSpec(name, ValueType.INSTANT);
  }

  @Override
  public String toString() {
    return name + " " + type;
  }
}
