package org.bandsaw.learn;

import java.util.Objects;
import org.bandsaw.data.BandsawException;

/**
 * How much each row counts when it is learned: what a column says, times what its class weighs.
 * Scores count all rows alike. Immutable.
 *
 * @param column numeric, of the last step, no feature; empty when no column says
 * @param class0Weight the weight of class 0, above 0; 1 unless classes are weighted
 * @param class1Weight the weight of class 1, above 0; 1 unless classes are weighted
 */
public record Weighting(String column, double class0Weight, double class1Weight) {

  /** All rows count alike. */
  public static final Weighting UNIFORM = new Weighting("", 1, 1);

  public Weighting {
    Objects.requireNonNull(column, "column");
    if (!(class0Weight > 0
        && class0Weight <= Double.MAX_VALUE
        && class1Weight > 0
        && class1Weight <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "class weights must be above 0 and finite, not " + class0Weight + " and " + class1Weight);
    }
  }

  /** Whether a column says how much a row counts. */
  public boolean hasColumn() {
    return !column.isEmpty();
  }

  /** Whether the classes count differently. */
  public boolean hasClassWeights() {
    return class0Weight != 1 || class1Weight != 1;
  }

  /** Whether all rows count alike. */
  public boolean isUniform() {
    return !hasColumn() && !hasClassWeights();
  }

  /**
   * How much a row counts: 0 means that it is scored but not learned, NaN that nobody knows.
   *
   * @param inColumn what the column says, NaN when missing; 1 without a column
   * @param target the finite target
   * @throws BandsawException when the column says less than 0
   */
  double weightOf(double inColumn, double target, long sourceRow) {
    if (inColumn < 0) {
      throw new BandsawException(
          String.format(
              "row %d: the weight '%s' is %s; a weight must be 0 or above. Correct it in a stage",
              sourceRow, column, inColumn));
    }
    double weight =
        hasClassWeights() ? inColumn * (target == 1 ? class1Weight : class0Weight) : inColumn;
    return weight <= Double.MAX_VALUE ? weight : Double.NaN;
  }
}
