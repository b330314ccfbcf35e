package org.bandsaw.stage;

import java.util.Objects;

/**
 * A replacement for missing values.
 *
 * @param kind the kind of replacement
 * @param number the replacement if the kind is {@link Kind#NUMBER}; otherwise 0
 * @param text the replacement if the kind is {@link Kind#TEXT}; otherwise empty
 */
public record Impute(Kind kind, double number, String text) {

  /** A kind of replacement. */
  public enum Kind {
    /** The mean of the values so far. */
    RUNNING_MEAN,
    /** The median of the values so far. */
    RUNNING_MEDIAN,
    /** The last value. */
    LAST_VALUE,
    /** A constant number. */
    NUMBER,
    /** A constant text. */
    TEXT
  }

  /**
   * The mean of the values in the rows up to this one; 0 before the first value. Infinite values
   * are unchanged and do not count.
   */
  public static final Impute RUNNING_MEAN = new Impute(Kind.RUNNING_MEAN, 0, "");

  /**
   * The median of the values in the rows up to this one, for an even number of values the mean of
   * the two in the middle; 0 before the first value. Infinite values are unchanged and do not
   * count.
   *
   * <p>It is exact up to 1024 values. Beyond, the error of its rank among n values is at most
   * n(⌊log2(n/1024)⌋ + 3)/2048: 0.6 % of n for a million values, and usually far less.
   */
  public static final Impute RUNNING_MEDIAN = new Impute(Kind.RUNNING_MEDIAN, 0, "");

  /**
   * The value of the nearest earlier row that has one, in columns of any type. Before the first
   * value the result is missing. In a trained pipeline the last value continues to change, like a
   * lag.
   */
  public static final Impute LAST_VALUE = new Impute(Kind.LAST_VALUE, 0, "");

  public Impute {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(text, "text");
    if (Double.isNaN(number)) {
      throw new IllegalArgumentException("NaN means missing; impute with another number");
    }
    if (kind == Kind.TEXT && text.isEmpty()) {
      throw new IllegalArgumentException("the empty text means missing; impute with another text");
    }
    if ((kind != Kind.NUMBER && number != 0) || (kind != Kind.TEXT && !text.isEmpty())) {
      throw new IllegalArgumentException(
          kind
              + " does not use the "
              + (text.isEmpty() ? "number" : "text")
              + " given; leave it out");
    }
  }

  /** Returns a constant replacement for numeric columns. */
  public static Impute constant(double number) {
    return new Impute(Kind.NUMBER, number, "");
  }

  /** Returns a constant replacement, not empty, for columns of text. */
  public static Impute constant(String text) {
    return new Impute(Kind.TEXT, 0, Objects.requireNonNull(text, "text"));
  }
}
