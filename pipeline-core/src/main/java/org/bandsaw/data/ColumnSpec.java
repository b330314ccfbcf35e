package org.bandsaw.data;

import java.util.Objects;

/**
 * One column: its name and the type of its values.
 *
 * @param name not empty; unique within a schema, upper and lower case told apart
 * @param type what the column holds
 */
public record ColumnSpec(String name, ValueType type) {

  public ColumnSpec {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a column needs a name that is not empty");
    }
  }

  /** A column of 64-bit floating point numbers. */
  public static ColumnSpec real(String name) {
    return new ColumnSpec(name, ValueType.DOUBLE);
  }

  /** A column of 32-bit integers. */
  public static ColumnSpec integer(String name) {
    return new ColumnSpec(name, ValueType.INT);
  }

  /** A column of 64-bit integers. */
  public static ColumnSpec longInteger(String name) {
    return new ColumnSpec(name, ValueType.LONG);
  }

  /** A column of text. */
  public static ColumnSpec text(String name) {
    return new ColumnSpec(name, ValueType.STRING);
  }

  /** A column of true and false. */
  public static ColumnSpec bool(String name) {
    return new ColumnSpec(name, ValueType.BOOLEAN);
  }

  /** A column of calendar dates. */
  public static ColumnSpec date(String name) {
    return new ColumnSpec(name, ValueType.DATE);
  }

  /** A column of dates with a time of day, without a zone. */
  public static ColumnSpec dateTime(String name) {
    return new ColumnSpec(name, ValueType.DATE_TIME);
  }

  /** A column of points on the time line. */
  public static ColumnSpec instant(String name) {
    return new ColumnSpec(name, ValueType.INSTANT);
  }

  @Override
  public String toString() {
    return name + " " + type;
  }
}
