package org.bandsaw.stage;

import java.util.Objects;

/**
 * What stands in for a missing value.
 *
 * @param kind which of them it is
 * @param number what {@link Kind#NUMBER} puts in; 0 otherwise
 * @param text what {@link Kind#TEXT} puts in; empty otherwise
 */
public record Impute(Kind kind, double number, String text) {

  /** The ways to fill in. */
  public enum Kind {
    /** The mean of what was there so far. */
    RUNNING_MEAN,
    /** The median of what was there so far. */
    RUNNING_MEDIAN,
    /** The last value that was there. */
    LAST_VALUE,
    /** One number. */
    NUMBER,
    /** One text. */
    TEXT
  }

  /**
   * The mean of the values that are there in the rows up to this one; 0 before any. Infinite values
   * pass and do not enter the mean.
   */
  public static final Impute RUNNING_MEAN = new Impute(Kind.RUNNING_MEAN, 0, "");

  /**
   * The median of the values that are there in the rows up to this one, of an even number the mean
   * of the two in the middle; 0 before any. Infinite values pass and do not enter it.
   *
   * <p>It is exact up to 1024 values. Beyond, its rank among n values is off by at most
   * n(⌊log2(n/1024)⌋ + 3)/2048: by 0.6 % of a million values, and mostly by far less.
   */
  public static final Impute RUNNING_MEDIAN = new Impute(Kind.RUNNING_MEDIAN, 0, "");

  /**
   * The value of the nearest earlier row that has one, in columns of any type; before any it stays
   * missing. It moves on when a learned pipeline is applied, like a lag.
   */
  public static final Impute LAST_VALUE = new Impute(Kind.LAST_VALUE, 0, "");

  public Impute {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(text, "text");
    if (Double.isNaN(number)) {
      throw new IllegalArgumentException("NaN is missing itself; impute with a number");
    }
    if (kind == Kind.TEXT && text.isEmpty()) {
      throw new IllegalArgumentException("the empty text is missing itself; impute with a text");
    }
    if ((kind != Kind.NUMBER && number != 0) || (kind != Kind.TEXT && !text.isEmpty())) {
      throw new IllegalArgumentException(
          kind
              + " does not use the "
              + (text.isEmpty() ? "number" : "text")
              + " given; leave it out");
    }
  }

  /** This number, in a numeric column. */
  public static Impute constant(double number) {
    return new Impute(Kind.NUMBER, number, "");
  }

  /** This text, not empty, in a column of text. */
  public static Impute constant(String text) {
    return new Impute(Kind.TEXT, 0, Objects.requireNonNull(text, "text"));
  }
}
