package org.bandsaw.control;

import java.util.Objects;

/**
 * What rows cost, learned from chunk to chunk: bytes or nanoseconds. A line through the readings,
 * cost = fixed + perRow × rows, by recursive least squares: a reading counts the less the more
 * readings scatter, older ones are slowly forgotten, and sizes that change tell the two parts apart
 * (Ljung and Söderström, Theory and Practice of Recursive Identification, 1983). Rows have changed
 * when a reading is too far off to be scatter, or when several lie off to the same side; then the
 * line is begun anew.
 *
 * @param fixed what a chunk costs however few rows it has, at least 0
 * @param perRow what each row adds, at least 0
 * @param relativeStdDev the standard deviation of a reading from the line, as a share of it
 * @param readings how many readings are in it since rows last changed, at most 32; 0 when nothing
 *     is known
 * @param maxRows the most rows of one of them
 * @param bias to which side readings lie of late: their mean distance from the line, of which a
 *     quarter is renewed by each, as a share of the distance that is too far for one
 * @param covariance how little is known about the line
 */
public record RowCost(
    double fixed,
    double perRow,
    double relativeStdDev,
    int readings,
    int maxRows,
    double bias,
    Covariance covariance) {

  /**
   * Variances of the two parts of a line, and their covariance.
   *
   * @param fixedVariance that of the fixed part
   * @param covariance their covariance, negative as a rule: what one part has the other has not
   * @param perRowVariance that of the part of each row
   */
  public record Covariance(double fixedVariance, double covariance, double perRowVariance) {

    /** The variance of the line at so many rows. */
    double varianceAt(double rows) {
      return Math.max(0, fixedVariance + rows * (2 * covariance + rows * perRowVariance));
    }
  }

  private static final double DEFAULT_STD_DEV = 0.08;
  private static final double MIN_SPREAD = 0.02;
  private static final double DRIFT = 0.1;
  private static final double OUTLIER_SHARE = 0.25;
  private static final double OUTLIER_DEVIATIONS = 4;
  private static final double BIAS_SMOOTHING = 0.25;
  private static final double MAX_BIAS = 0.4;
  private static final int MAX_READINGS = 32;

  public RowCost {
    Objects.requireNonNull(covariance, "doubt");
  }

  /** Nothing is known yet. */
  public static RowCost unknown() {
    return new RowCost(0, 0, DEFAULT_STD_DEV, 0, 0, 0, new Covariance(0, 0, 0));
  }

  /** What so many rows usually cost. */
  public double estimate(int rows) {
    return fixed + rows * perRow;
  }

  /** How far above the usual readings come, as a share of it: two standard deviations. */
  public double spread() {
    return Math.max(MIN_SPREAD, 2 * relativeStdDev);
  }

  /**
   * With one more reading.
   *
   * @param rows rows that it was about, at least 1
   * @param cost what they cost together
   */
  public RowCost withReading(int rows, double cost) {
    if (readings == 0) {
      return restart(rows, cost, 0, cost / 2 * cost / 2);
    }
    double expected = estimate(rows);
    double drift = DRIFT * relativeStdDev * DRIFT * relativeStdDev;
    double varFixed = covariance.fixedVariance() + drift * fixed * fixed;
    double varRow = covariance.perRowVariance() + drift * perRow * perRow;
    double off = cost - expected;
    double ofReading = Math.max(relativeStdDev, DEFAULT_STD_DEV / (1 + readings)) * expected;
    double total =
        new Covariance(varFixed, covariance.covariance(), varRow).varianceAt(rows)
            + ofReading * ofReading;
    double far = OUTLIER_DEVIATIONS * Math.sqrt(total);
    double leaning = far == 0 ? 0 : bias + BIAS_SMOOTHING * (off / far - bias);
    if (Math.abs(off) > Math.max(OUTLIER_SHARE * expected, far) || Math.abs(leaning) > MAX_BIAS) {
      double part = Math.min(fixed, cost / 2);
      double unsure = Math.min(covariance.fixedVariance() + part * part / 4, cost / 2 * cost / 2);
      return restart(rows, cost, part, unsure);
    }
    if (total == 0) {
      return this;
    }
    double gainFixed = (varFixed + rows * covariance.covariance()) / total;
    double gainRow = (covariance.covariance() + rows * varRow) / total;
    Covariance less =
        new Covariance(
            Math.max(0, varFixed - gainFixed * gainFixed * total),
            covariance.covariance() - gainFixed * gainRow * total,
            Math.max(0, varRow - gainRow * gainRow * total));
    double part = fixed + gainFixed * off;
    double line = part + rows * (perRow + gainRow * off);
    double inside = Math.min(Math.max(0, part), line);
    int count = Math.min(readings + 1, MAX_READINGS);
    // What the line may be wrong by is no scatter, and such a reading tells little about it.
    double known = ofReading * ofReading / total;
    double share = expected == 0 ? 0 : off / expected;
    double variance =
        relativeStdDev * relativeStdDev
            + (share * share * known - relativeStdDev * relativeStdDev) * known / count;
    return new RowCost(
        inside,
        (line - inside) / rows,
        Math.sqrt(variance),
        count,
        Math.max(rows, maxRows),
        leaning,
        less);
  }

  /** A line through one reading, of which this part, more or less, is not the rows'. */
  private RowCost restart(int rows, double cost, double part, double varPart) {
    double noise = DEFAULT_STD_DEV * cost * DEFAULT_STD_DEV * cost;
    Covariance much = new Covariance(varPart, -varPart / rows, (varPart + noise) / rows / rows);
    return new RowCost(part, (cost - part) / rows, relativeStdDev, 1, rows, 0, much);
  }
}
