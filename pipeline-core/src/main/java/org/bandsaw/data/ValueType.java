package org.bandsaw.data;

/** What a column holds. Every type has a missing value that no real value is confused with. */
public enum ValueType {
  /** 64-bit floating point; NaN is missing. Numbers nobody declared are of this type. */
  DOUBLE,
  /** 64-bit integer; a real {@link Long#MIN_VALUE} cannot be held and is an error. */
  LONG,
  /** 32-bit integer; a real {@link Integer#MIN_VALUE} cannot be held: such a column is a long. */
  INT,
  /** True, false or missing. */
  BOOLEAN,
  /** Text; the empty text is missing. */
  STRING,
  /** A calendar date. */
  DATE,
  /** A date and a time of day without a zone, to the microsecond. */
  DATE_TIME,
  /** A point on the time line, to the microsecond. */
  INSTANT;

  /** Whether values are numbers that arithmetic may use. */
  public boolean isNumeric() {
    return this == DOUBLE || this == LONG || this == INT;
  }

  /** Whether a column of this type may be a feature: numbers, and booleans as 0 and 1. */
  public boolean isFeature() {
    return isNumeric() || this == BOOLEAN;
  }
}
