package org.bandsaw.stage.encode;

/**
 * Turns a value of a text column into a number, by statistics that are learned for each value and
 * totals over all values.
 */
interface CategoryEncoding {

  /** Returns the number of doubles that are kept for each value. */
  int statsSize();

  /** Returns the number of doubles that are kept over all values. */
  int totalsSize();

  /** Returns how many values at most have statistics of their own. */
  int maxCategories();

  /** Returns whether a row with this target is learned from. */
  boolean isLearnable(double target);

  /** Returns whether values beyond the maximum share statistics; otherwise they have none. */
  boolean hasOverflowCategory();

  /** Sets the statistics of a new value, given the number of values before it. */
  default void initialize(double[] stats, int at, int valuesBefore) {}

  /** Returns the number for a value with these statistics. */
  double encode(double[] stats, int at, double[] totals);

  /** Returns the number for a value without statistics. */
  double encodeUnknown(String value, long sourceRow, double[] totals);

  /** Returns whether a row is encoded before it is learned from. */
  boolean isEncodedBeforeLearning();

  /** Learns from a row with the value; the target is 0 if there is no target column. */
  void learn(double[] stats, int at, double[] totals, double target);
}
