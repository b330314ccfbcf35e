package org.bandsaw.control;

/**
 * What rows cost, learned from chunk to chunk: bytes or nanoseconds. A reading far from what was
 * expected (by half or more) is believed at once, since rows have changed; others are averaged over
 * about eight chunks.
 *
 * @param fixed what a chunk costs however few rows it has; known from sizes that change
 * @param perRow what each row adds
 * @param spread how far above the usual readings come, as a share of it; at least 0.05
 * @param readings how many readings are in it, at most 8; 0 when nothing is known
 * @param rows rows of the last reading
 */
public record RowCost(double fixed, double perRow, double spread, int readings, int rows) {

  private static final double LEAST_SPREAD = 0.05;
  private static final double FORGETTING = 0.98;
  private static final double FAR = 1.5;
  private static final double ANOTHER_SIZE = 1.2;
  private static final int MEMORY = 8;

  /** Nothing is known yet. */
  public static RowCost unknown() {
    return new RowCost(0, 0, LEAST_SPREAD, 0, 0);
  }

  /** What so many rows usually cost. */
  public double of(int rows) {
    return fixed + rows * perRow;
  }

  /**
   * With one more reading.
   *
   * @param rows rows that it was about, at least 1
   * @param cost what they cost together
   */
  public RowCost and(int rows, double cost) {
    double expected = of(rows);
    if (readings == 0 || cost > FAR * expected) {
      return new RowCost(0, cost / rows, spread, 1, rows);
    }
    if (cost * FAR < expected) {
      double share = cost / expected;
      return new RowCost(fixed * share, perRow * share, spread, 1, rows);
    }
    if (rows > this.rows * ANOTHER_SIZE || rows * ANOTHER_SIZE < this.rows) {
      return atAnotherSize(rows, cost, (cost + expected) / 2);
    }
    int most = Math.min(readings + 1, MEMORY);
    double mean = Math.max(fixed, expected + (cost - expected) / most);
    double above = mean == 0 ? 0 : (cost - mean) / mean;
    double wide = Math.max(LEAST_SPREAD, Math.max(spread * FORGETTING, above));
    return new RowCost(fixed, (mean - fixed) / rows, wide, most, rows);
  }

  /**
   * A size that grew much tells what does not depend on it; half of it is believed, for readings
   * are noisy, and it is half forgotten when sizes shrink: more would let them swing.
   */
  private RowCost atAnotherSize(int rowsNow, double cost, double mean) {
    double seen = rowsNow > rows ? fixed : 0;
    if (rowsNow > rows * FAR) {
      double slope = Math.max(0, (cost - of(rows)) / (rowsNow - rows));
      seen = Math.max(0, cost - slope * rowsNow);
    }
    double part = Math.min(mean, (fixed + seen) / 2);
    return new RowCost(part, (mean - part) / rowsNow, spread, Math.min(readings, 2), rowsNow);
  }
}
