package org.bandsaw.stage.window;

/**
 * A function of the values of a column so far. Its state is a record of doubles and longs, all zero
 * at the start, so that a store can keep one record for each key.
 */
interface Aggregate {

  /** Returns the number of doubles in a record. */
  int doubleCount();

  /** Returns the number of longs in a record. */
  int longCount();

  /**
   * Adds a value and returns the result for its row.
   *
   * @param value NaN if missing
   * @param d the array that holds the doubles of the record, from {@code dAt}
   * @param l the array that holds the longs of the record, from {@code lAt}
   */
  double update(double value, double[] d, int dAt, long[] l, int lAt);

  /**
   * Checks a record that was loaded.
   *
   * @throws org.bandsaw.state.StateCorruptException if it cannot be a record of this aggregate
   */
  void validate(double[] d, int dAt, long[] l, int lAt);
}
