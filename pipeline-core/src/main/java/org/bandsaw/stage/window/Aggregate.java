package org.bandsaw.stage.window;

/**
 * What is remembered of a column's values, in a record of doubles and longs that are all zero at
 * the start, so that the history of a key is a record among others.
 */
interface Aggregate {

  /** The doubles of a record. */
  int doubleCount();

  /** The longs of a record. */
  int longCount();

  /** Takes in a value, NaN when missing, and answers what is said in its row. */
  double update(double value, double[] d, int dAt, long[] l, int lAt);

  /** Refuses a record that was read and cannot be one of this history. */
  void validate(double[] d, int dAt, long[] l, int lAt);
}
