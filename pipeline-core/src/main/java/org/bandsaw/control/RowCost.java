package org.bandsaw.control;

import java.util.Objects;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * An estimate of what rows cost, in bytes or nanoseconds, updated with each chunk: a line {@code
 * cost = fixed + perRow × rows}, fitted to the readings by recursive least squares (Ljung and
 * Söderström, Theory and Practice of Recursive Identification, 1983). A reading weighs less the
 * more readings scatter, older ones are gradually forgotten, and different sizes tell the two parts
 * of the line apart. When a reading is too far off to be scatter, or several are off to the same
 * side, the cost of rows has changed, and the line starts again. Immutable.
 *
 * @param fixed the cost of a chunk that does not depend on its rows, at least 0
 * @param perRow the cost of each row, at least 0
 * @param relativeStdDev the standard deviation of readings from the line, as a share of the line
 * @param readings readings since the cost of rows last changed, at most 32; 0 if unknown
 * @param maxRows the most rows of one of them
 * @param bias the side on which recent readings lie: the exponentially smoothed error, weight 1/4,
 *     as a share of the error at which a single reading starts the line again
 * @param covariance the uncertainty of the line
 */
record RowCost(
    double fixed,
    double perRow,
    double relativeStdDev,
    int readings,
    int maxRows,
    double bias,
    Covariance covariance) {

  /**
   * The uncertainty of a line.
   *
   * @param fixedVariance the variance of the fixed part
   * @param covariance the covariance of the two parts, usually negative: what one part gains, the
   *     other loses
   * @param perRowVariance the variance of the part of each row
   */
  record Covariance(double fixedVariance, double covariance, double perRowVariance) {

    /** Returns the variance of the line at this number of rows. */
    double varianceAt(double rows) {
      return Math.max(0, fixedVariance + rows * (2 * covariance + rows * perRowVariance));
    }
  }

  /** The assumed scatter of the first readings. */
  private static final double DEFAULT_STD_DEV = 0.08;

  /** Keeps a margin below the budget even if readings do not scatter at all. */
  private static final double MIN_SPREAD = 0.02;

  /** Per reading, in standard deviations of a reading; without drift old readings never fade. */
  private static final double DRIFT = 0.1;

  /** Without it, a small deviation restarts the line of a series that hardly scatters. */
  private static final double OUTLIER_SHARE = 0.25;

  /** Scatter alone almost never exceeds it. */
  private static final double OUTLIER_DEVIATIONS = 4;

  /** With {@link #MAX_BIAS}: a lasting change of 30 % restarts the line within four readings. */
  private static final double BIAS_SMOOTHING = 0.25;

  private static final double MAX_BIAS = 0.4;

  /** Bounds the memory of the scatter, so that it follows changes. */
  private static final int MAX_READINGS = 32;

  RowCost {
    Objects.requireNonNull(covariance, "covariance");
  }

  static RowCost unknown() {
    return new RowCost(0, 0, DEFAULT_STD_DEV, 0, 0, 0, new Covariance(0, 0, 0));
  }

  /** Returns the expected cost of this number of rows. */
  double estimate(int rows) {
    return fixed + rows * perRow;
  }

  /** Returns how far readings may exceed the estimate, as a share: two standard deviations. */
  double spread() {
    return Math.max(MIN_SPREAD, 2 * relativeStdDev);
  }

  /**
   * Returns the estimate after one more reading.
   *
   * @param rows the number of rows, at least 1
   * @param cost their total cost
   */
  RowCost withReading(int rows, double cost) {
    if (readings == 0) {
      return restart(rows, cost, 0, cost / 2 * cost / 2);
    }
    double expected = estimate(rows);
    double drift = DRIFT * relativeStdDev * DRIFT * relativeStdDev;
    double varFixed = covariance.fixedVariance() + drift * fixed * fixed;
    double varRow = covariance.perRowVariance() + drift * perRow * perRow;
    double error = cost - expected;
    double noise = relativeStdDev * expected;
    double total =
        new Covariance(varFixed, covariance.covariance(), varRow).varianceAt(rows) + noise * noise;
    double outlier = OUTLIER_DEVIATIONS * Math.sqrt(total);
    double newBias = outlier == 0 ? 0 : bias + BIAS_SMOOTHING * (error / outlier - bias);
    if (Math.abs(error) > Math.max(OUTLIER_SHARE * expected, outlier)
        || Math.abs(newBias) > MAX_BIAS) {
      // The fixed part usually does not change with the cost of rows, so it is kept.
      double part = Math.min(fixed, cost / 2);
      double variance = Math.min(covariance.fixedVariance() + part * part / 4, cost / 2 * cost / 2);
      return restart(rows, cost, part, variance);
    }
    if (total == 0) {
      return this;
    }
    double gainFixed = (varFixed + rows * covariance.covariance()) / total;
    double gainRow = (covariance.covariance() + rows * varRow) / total;
    Covariance reduced =
        new Covariance(
            Math.max(0, varFixed - gainFixed * gainFixed * total),
            covariance.covariance() - gainFixed * gainRow * total,
            Math.max(0, varRow - gainRow * gainRow * total));
    double unboundedFixed = fixed + gainFixed * error;
    double line = unboundedFixed + rows * (perRow + gainRow * error);
    double newFixed = Math.min(Math.max(0, unboundedFixed), line);
    int count = Math.min(readings + 1, MAX_READINGS);
    // The part of the error that the uncertainty of the line explains is not scatter.
    double noiseShare = noise * noise / total;
    double relativeError = expected == 0 ? 0 : error / expected;
    double variance =
        relativeStdDev * relativeStdDev
            + (relativeError * relativeError * noiseShare - relativeStdDev * relativeStdDev)
                * noiseShare
                / count;
    return new RowCost(
        newFixed,
        (line - newFixed) / rows,
        Math.sqrt(variance),
        count,
        Math.max(rows, maxRows),
        newBias,
        reduced);
  }

  /** Returns a line through one reading with this fixed part, whose variance is given. */
  private RowCost restart(int rows, double cost, double newFixed, double fixedVariance) {
    double noise = DEFAULT_STD_DEV * cost * DEFAULT_STD_DEV * cost;
    Covariance initial =
        new Covariance(fixedVariance, -fixedVariance / rows, (fixedVariance + noise) / rows / rows);
    return new RowCost(newFixed, (cost - newFixed) / rows, relativeStdDev, 1, rows, 0, initial);
  }

  void save(StateWriter out) {
    out.writeDouble(fixed)
        .writeDouble(perRow)
        .writeDouble(relativeStdDev)
        .writeInt(readings)
        .writeInt(maxRows)
        .writeDouble(bias)
        .writeDouble(covariance.fixedVariance())
        .writeDouble(covariance.covariance())
        .writeDouble(covariance.perRowVariance());
  }

  static RowCost load(StateReader in) {
    return new RowCost(
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readInt(),
        in.readInt(),
        in.readDouble(),
        new Covariance(in.readDouble(), in.readDouble(), in.readDouble()));
  }
}
