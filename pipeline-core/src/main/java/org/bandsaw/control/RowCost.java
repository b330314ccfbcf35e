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
 * @param scatter the standard deviation of a reading from the line, as a share of it
 * @param readings how many readings are in it since rows last changed, at most 32; 0 when nothing
 *     is known
 * @param mostRows the most rows of one of them
 * @param lean to which side readings lie of late: their mean distance from the line, of which a
 *     quarter is renewed by each, as a share of the distance that is too far for one
 * @param doubt how little is known about the line
 */
public record RowCost(
    double fixed,
    double perRow,
    double scatter,
    int readings,
    int mostRows,
    double lean,
    Doubt doubt) {

  /**
   * Variances of the two parts of a line, and their covariance.
   *
   * @param fixed that of the fixed part
   * @param both their covariance, negative as a rule: what one part has the other has not
   * @param perRow that of the part of each row
   */
  public record Doubt(double fixed, double both, double perRow) {

    /** The variance of the line at so many rows. */
    double at(double rows) {
      return Math.max(0, fixed + rows * (2 * both + rows * perRow));
    }
  }

  private static final double USUAL_SCATTER = 0.08;
  private static final double LEAST_SPREAD = 0.02;
  private static final double DRIFT = 0.1;
  private static final double FAR = 0.25;
  private static final double DEVIATIONS = 4;
  private static final double LEANING = 0.25;
  private static final double MOST_LEANING = 0.4;
  private static final int MEMORY = 32;

  public RowCost {
    Objects.requireNonNull(doubt, "doubt");
  }

  /** Nothing is known yet. */
  public static RowCost unknown() {
    return new RowCost(0, 0, USUAL_SCATTER, 0, 0, 0, new Doubt(0, 0, 0));
  }

  /** What so many rows usually cost. */
  public double of(int rows) {
    return fixed + rows * perRow;
  }

  /** How far above the usual readings come, as a share of it: two standard deviations. */
  public double spread() {
    return Math.max(LEAST_SPREAD, 2 * scatter);
  }

  /**
   * With one more reading.
   *
   * @param rows rows that it was about, at least 1
   * @param cost what they cost together
   */
  public RowCost and(int rows, double cost) {
    if (readings == 0) {
      return begun(rows, cost, 0, cost / 2 * cost / 2);
    }
    double expected = of(rows);
    double drift = DRIFT * scatter * DRIFT * scatter;
    double varFixed = doubt.fixed() + drift * fixed * fixed;
    double varRow = doubt.perRow() + drift * perRow * perRow;
    double off = cost - expected;
    double ofReading = Math.max(scatter, USUAL_SCATTER / (1 + readings)) * expected;
    double total = new Doubt(varFixed, doubt.both(), varRow).at(rows) + ofReading * ofReading;
    double far = DEVIATIONS * Math.sqrt(total);
    double leaning = far == 0 ? 0 : lean + LEANING * (off / far - lean);
    if (Math.abs(off) > Math.max(FAR * expected, far) || Math.abs(leaning) > MOST_LEANING) {
      double part = Math.min(fixed, cost / 2);
      double unsure = Math.min(doubt.fixed() + part * part / 4, cost / 2 * cost / 2);
      return begun(rows, cost, part, unsure);
    }
    if (total == 0) {
      return this;
    }
    double gainFixed = (varFixed + rows * doubt.both()) / total;
    double gainRow = (doubt.both() + rows * varRow) / total;
    Doubt less =
        new Doubt(
            Math.max(0, varFixed - gainFixed * gainFixed * total),
            doubt.both() - gainFixed * gainRow * total,
            Math.max(0, varRow - gainRow * gainRow * total));
    double part = fixed + gainFixed * off;
    double line = part + rows * (perRow + gainRow * off);
    double inside = Math.min(Math.max(0, part), line);
    int count = Math.min(readings + 1, MEMORY);
    // What the line may be wrong by is no scatter, and such a reading tells little about it.
    double known = ofReading * ofReading / total;
    double share = expected == 0 ? 0 : off / expected;
    double variance =
        scatter * scatter + (share * share * known - scatter * scatter) * known / count;
    return new RowCost(
        inside,
        (line - inside) / rows,
        Math.sqrt(variance),
        count,
        Math.max(rows, mostRows),
        leaning,
        less);
  }

  /** A line through one reading, of which this part, more or less, is not the rows'. */
  private RowCost begun(int rows, double cost, double part, double varPart) {
    double noise = USUAL_SCATTER * cost * USUAL_SCATTER * cost;
    Doubt much = new Doubt(varPart, -varPart / rows, (varPart + noise) / rows / rows);
    return new RowCost(part, (cost - part) / rows, scatter, 1, rows, 0, much);
  }
}
