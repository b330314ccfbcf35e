package org.bandsaw.stage;

/** What is said of several values of a column; missing ones are skipped. */
public enum Statistic {
  /** The sum divided by the number of values. */
  MEAN("Mean"),
  /** The standard deviation √(Σ(x − mean)²/(n − ddof)); missing where n − ddof is below 1. */
  STD("Std"),
  /** The smallest value. */
  MIN("Min"),
  /** The largest value. */
  MAX("Max"),
  /** How many values there are. */
  COUNT("Count");

  private final String title;

  Statistic(String title) {
    this.title = title;
  }

  /** As in {@code rollingMean}. */
  String functionName(String verb) {
    return verb + title;
  }

  /** As in {@code fare_mean_50}. */
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
