package org.bandsaw.data;

/** The type of a column. Every type has a missing value that differs from all real values. */
public enum ValueType {
  /** 64-bit floating point numbers; NaN is missing. The default for undeclared numbers. */
  DOUBLE,
  /** 64-bit integers. A real {@link Long#MIN_VALUE} cannot be represented and is an error. */
  LONG,
  /**
   * 32-bit integers. A real {@link Integer#MIN_VALUE} cannot be represented; such a column is a
   * LONG.
   */
  INT,
  /** True, false or missing. */
  BOOLEAN,
  /** Text; the empty text is missing. */
  STRING,
  /** Calendar dates. */
  DATE,
  /** Dates with a time of day, without a zone, in microseconds. */
  DATE_TIME,
  /** Points on the time line, in microseconds. */
  INSTANT;

  /** Returns whether the type is a number: DOUBLE, LONG or INT. */
  public boolean isNumeric() {
    return this == DOUBLE || this == LONG || this == INT;
  }

  /** Returns whether such a column may be a feature: numbers, and booleans as 0 and 1. */
  public boolean isFeature() {
    return isNumeric() || this == BOOLEAN;
  }
}
