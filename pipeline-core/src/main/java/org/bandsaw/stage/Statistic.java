package org.bandsaw.stage;

/** A statistic of several values of a column. Missing values are skipped. */
public enum Statistic {
  /** The sum divided by the number of values. */
  MEAN("Mean"),
  /** The standard deviation √(Σ(x − mean)²/(n − ddof)); missing if n − ddof is below 1. */
  STD("Std"),
  /** The smallest value. */
  MIN("Min"),
  /** The largest value. */
  MAX("Max"),
  /** The number of values. */
  COUNT("Count");

  private final String title;

  Statistic(String title) {
    this.title = title;
  }

  /** Returns a name such as {@code rollingMean}. */
  String functionName(String verb) {
    return verb + title;
  }

  /** Returns the part of a column name, such as {@code fare_mean_50}, for this statistic. */
  String label() {
    return switch (this) {
      case MEAN -> "mean";
      case STD -> "std";
      case MIN -> "min";
      case MAX -> "max";
      case COUNT -> "count";
    };
  }
}
